/** What the softphone is doing, as a pure function of what happened to it. */
export type PhoneStatus = "offline" | "registering" | "ready" | "ringing" | "talking" | "error";
export type Fault = "microphone" | "registration" | "token" | "media" | "unknown";

/** The line of an offered or answered call, named by the custom parameters the agent leg carries. */
export interface Line {
  reservation_sid: string;
  contact_id: string;
  from: string;
}

export interface PhoneState {
  isRegistered: boolean;
  isRegistering: boolean;
  fault: { kind: Fault; code: number | null } | null;
  ringing: Line | null;
  talking: Line | null;
  isMuted: boolean;
  isPoor: boolean;
  digits: string;
}

export const OFF: PhoneState = {
  isRegistered: false,
  isRegistering: false,
  fault: null,
  ringing: null,
  talking: null,
  isMuted: false,
  isPoor: false,
  digits: "",
};

export type PhoneEvent =
  | { type: "registering" }
  | { type: "registered" }
  | { type: "unregistered" }
  | { type: "fault"; kind: Fault; code: number | null }
  | { type: "rings"; line: Line }
  | { type: "answered"; line: Line }
  | { type: "line_ended"; reservation_sid: string }
  | { type: "muted"; isMuted: boolean }
  | { type: "quality"; isPoor: boolean }
  | { type: "digit"; digit: string }
  | { type: "off" };

export function phoneReducer(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case "registering":
      return { ...state, isRegistering: true };
    case "registered":
      return { ...state, isRegistered: true, isRegistering: false, fault: null };
    case "unregistered":
      return { ...state, isRegistered: false, isRegistering: false };
    case "fault":
      return { ...state, isRegistering: false, fault: { kind: event.kind, code: event.code } };
    case "rings":
      return { ...state, ringing: event.line };
    case "answered":
      return { ...state, ringing: null, talking: event.line, isMuted: false, isPoor: false, digits: "" };
    case "line_ended":
      return {
        ...state,
        ringing: state.ringing?.reservation_sid === event.reservation_sid ? null : state.ringing,
        ...(state.talking?.reservation_sid === event.reservation_sid ? { talking: null, isMuted: false, isPoor: false, digits: "" } : {}),
      };
    case "muted":
      return { ...state, isMuted: event.isMuted };
    case "quality":
      return { ...state, isPoor: event.isPoor };
    case "digit":
      return { ...state, digits: (state.digits + event.digit).slice(-24) };
    case "off":
      return OFF;
  }
}

/** A call in progress outranks a fault: the agent must see that they are talking. */
export function statusOf(state: PhoneState): PhoneStatus {
  if (state.talking) return "talking";
  if (state.ringing) return "ringing";
  if (state.fault) return "error";
  if (state.isRegistered) return "ready";
  return state.isRegistering ? "registering" : "offline";
}

/** The SDK's error codes, as what the agent can do about them. */
export function faultOf(code: number | undefined): Fault {
  if (code === undefined) return "unknown";
  if (code === 31208 || code === 31401 || code === 31402) return "microphone";
  if ((code >= 20101 && code <= 20157) || (code >= 31201 && code <= 31207) || code === 51007) return "token";
  if (code >= 53000 && code < 53400) return "registration";
  if (code === 31000 || code === 31005 || code === 31009 || code === 53001) return "registration";
  if (code >= 53400 && code < 53500) return "media";
  return "unknown";
}
