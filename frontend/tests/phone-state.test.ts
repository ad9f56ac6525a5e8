import { describe, expect, it } from "vitest";
import { faultOf, OFF, phoneReducer, statusOf, type Line, type PhoneEvent } from "../src/phone/state";

const line: Line = { reservation_sid: "WR1", contact_id: "CT1", from: "+8613800138000" };
const run = (...events: PhoneEvent[]) => events.reduce(phoneReducer, OFF);

describe("the softphone's state", () => {
  it("goes from off over registering to ready", () => {
    expect(statusOf(OFF)).toBe("offline");
    expect(statusOf(run({ type: "registering" }))).toBe("registering");
    expect(statusOf(run({ type: "registering" }, { type: "registered" }))).toBe("ready");
  });

  it("rings, talks, and is ready again", () => {
    const talking = run({ type: "registered" }, { type: "rings", line }, { type: "answered", line });
    expect(statusOf(run({ type: "registered" }, { type: "rings", line }))).toBe("ringing");
    expect(statusOf(talking)).toBe("talking");
    expect(statusOf(phoneReducer(talking, { type: "line_ended", reservation_sid: "WR1" }))).toBe("ready");
  });

  it("forgets mute and digits with the call they belonged to", () => {
    const state = run(
      { type: "answered", line },
      { type: "muted", isMuted: true },
      { type: "digit", digit: "5" },
      { type: "line_ended", reservation_sid: "WR1" },
    );
    expect(state).toMatchObject({ talking: null, isMuted: false, digits: "" });
  });

  it("does not end a call for another line's end", () => {
    const state = run({ type: "answered", line }, { type: "line_ended", reservation_sid: "WR2" });
    expect(statusOf(state)).toBe("talking");
  });

  it("shows a call rather than a fault, and the fault when the call is over", () => {
    const state = run({ type: "answered", line }, { type: "fault", kind: "registration", code: 31005 });
    expect(statusOf(state)).toBe("talking");
    expect(statusOf(phoneReducer(state, { type: "line_ended", reservation_sid: "WR1" }))).toBe("error");
  });

  it("forgets the fault when it registers again", () => {
    const state = run({ type: "fault", kind: "microphone", code: null }, { type: "registering" }, { type: "registered" });
    expect(state.fault).toBeNull();
  });

  it.each([
    [31401, "microphone"],
    [31205, "token"],
    [20104, "token"],
    [31005, "registration"],
    [53000, "registration"],
    [53405, "media"],
    [99999, "unknown"],
    [undefined, "unknown"],
  ] as const)("reads the SDK's error %s as a %s fault", (code, fault) => {
    expect(faultOf(code)).toBe(fault);
  });
});
