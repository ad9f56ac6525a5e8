/** The Voice SDK behind the few things the desk does with it. Loaded only when an agent goes online. */
import { Call, Device, type TwilioError } from "@twilio/voice-sdk";
import { faultOf, type Line, type PhoneEvent } from "./state";

export interface DeviceEnds {
  fetchToken(): Promise<string>;
  tell(event: PhoneEvent): void;
}

const SOUNDS = ["incoming", "outgoing", "disconnect"] as const;
const KEYS: Record<string, string> = { s: "star", h: "hash" };
const RAW_AUDIO = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Our own files: the SDK's come from its vendor's CDN, and where that is unreachable the ring is 2 s late. */
function ownSounds(): Record<string, string> {
  const url = (name: string) => new URL(`./sounds/${name}.wav`, document.baseURI).href;
  const sounds: Record<string, string> = Object.fromEntries(SOUNDS.map((name) => [name, url(name)]));
  for (const key of "0123456789sh") sounds[`dtmf${key}`] = url(`dtmf-${KEYS[key] ?? key}`);
  return sounds;
}

/** A test with a made-up microphone turns the voice processing off, which would filter its tones away. */
function audioConstraints(): MediaTrackConstraints | undefined {
  return localStorage.getItem("trunkline.rawAudio") === "1" ? RAW_AUDIO : undefined;
}

function lineOf(call: Call): Line {
  const custom = call.customParameters;
  return {
    reservation_sid: custom.get("reservation_sid") ?? call.parameters["CallSid"] ?? "",
    contact_id: custom.get("contact_id") ?? "",
    from: call.parameters["From"] ?? "",
  };
}

export class Phone {
  private readonly calls = new Map<string, Call>();
  private constructor(
    private readonly device: Device,
    private readonly ends: DeviceEnds,
  ) {}

  static async start(ends: DeviceEnds): Promise<Phone> {
    ends.tell({ type: "registering" });
    const device = new Device(await ends.fetchToken(), {
      sounds: ownSounds() as Record<Device.SoundName, string>,
      codecPreferences: [Call.Codec.PCMU, Call.Codec.Opus],
      closeProtection: false,
      enableImprovedSignalingErrorPrecision: true,
      tokenRefreshMs: 60_000,
      logLevel: "error",
    });
    const phone = new Phone(device, ends);
    phone.watchDevice();
    await device.register();
    return phone;
  }

  private watchDevice(): void {
    const { device, ends } = this;
    device.on("registering", () => ends.tell({ type: "registering" }));
    device.on("registered", () => ends.tell({ type: "registered" }));
    device.on("unregistered", () => ends.tell({ type: "unregistered" }));
    device.on("error", (error: TwilioError.TwilioError) => this.fault(error));
    device.on("tokenWillExpire", () => void this.renewToken());
    device.on("incoming", (call: Call) => this.watchCall(call));
  }

  private async renewToken(): Promise<void> {
    try {
      this.device.updateToken(await this.ends.fetchToken());
    } catch {
      setTimeout(() => void this.renewToken(), 10_000);
    }
  }

  private fault(error: { code?: number }): void {
    this.ends.tell({ type: "fault", kind: faultOf(error.code), code: error.code ?? null });
    // An expired token closes the SDK's stream for good: a fresh one opens it again.
    if (faultOf(error.code) === "token") void this.renewToken();
  }

  private watchCall(call: Call): void {
    const line = lineOf(call);
    const { tell } = this.ends;
    this.calls.set(line.reservation_sid, call);
    const ended = () => {
      this.calls.delete(line.reservation_sid);
      tell({ type: "line_ended", reservation_sid: line.reservation_sid });
    };
    call.on("accept", () => tell({ type: "answered", line }));
    call.on("mute", (isMuted: boolean) => tell({ type: "muted", isMuted }));
    call.on("warning", () => tell({ type: "quality", isPoor: true }));
    call.on("warning-cleared", () => tell({ type: "quality", isPoor: false }));
    call.on("error", (error: { code?: number }) => this.fault(error));
    for (const name of ["cancel", "disconnect", "reject"]) call.on(name, ended);
    tell({ type: "rings", line });
  }

  /** False when the call does not ring at this tab (yet). */
  accept(reservationSid: string): boolean {
    const call = this.calls.get(reservationSid);
    if (!call || call.status() !== Call.State.Pending) return false;
    const audio = audioConstraints();
    call.accept(audio ? { rtcConstraints: { audio } } : {});
    return true;
  }

  /** Stops ringing here; the server's decline moves the call on. */
  silence(reservationSid: string): void {
    const call = this.calls.get(reservationSid);
    if (call?.status() === Call.State.Pending) call.reject();
  }

  hangUp(reservationSid: string): boolean {
    const call = this.calls.get(reservationSid);
    call?.disconnect();
    return call !== undefined;
  }

  mute(reservationSid: string, isMuted: boolean): void {
    this.calls.get(reservationSid)?.mute(isMuted);
  }

  sendDigit(reservationSid: string, digit: string): void {
    this.calls.get(reservationSid)?.sendDigits(digit);
    this.ends.tell({ type: "digit", digit });
  }

  stop(): void {
    this.device.destroy();
    this.ends.tell({ type: "off" });
  }
}
