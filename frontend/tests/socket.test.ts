import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as transport from "../src/api/transport";
import * as settings from "../src/config";
import { backoff, heard, messagesIn, readMessage, say, start } from "../src/live/socket";
import { chordOf } from "../src/ui/hotkeys";
import { isTyping } from "../src/ui/typing";

describe("the live socket", () => {
  it("waits longer after each failure, up to fifteen seconds", () => {
    const even = () => 0.5;
    expect([0, 1, 2, 3, 4, 5, 20].map((attempt) => backoff(attempt, even))).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000]);
  });

  it("spreads the waits so that not everybody comes back at once", () => {
    expect(backoff(2, () => 0)).toBe(1500);
    expect(backoff(2, () => 1)).toBe(2500);
  });

  it("ignores what is not a message", () => {
    expect(readMessage("{}")).toBeNull();
    expect(readMessage("not json")).toBeNull();
    expect(readMessage('{"type":"offer"}')).toEqual({ type: "offer" });
  });

  it("takes a message of several as many", () => {
    expect(messagesIn({ type: "offer" })).toEqual([{ type: "offer" }]);
    expect(messagesIn({ type: "several", messages: [{ type: "agent" }, { type: "contact" }] })).toEqual([{ type: "agent" }, { type: "contact" }]);
  });
});

describe("shortcuts", () => {
  it("name a chord by its key's place, so that Shift changes nothing", () => {
    expect(chordOf(new KeyboardEvent("keydown", { ctrlKey: true, shiftKey: true, code: "Digit1", key: "!" }))).toBe("ctrl+shift+Digit1");
    expect(chordOf(new KeyboardEvent("keydown", { key: "?" }))).toBe("?");
  });

  it("leave a text field its characters", () => {
    document.body.innerHTML = "<textarea></textarea><button></button>";
    const typed = (selector: string) => {
      const event = new KeyboardEvent("keydown", { key: "5", bubbles: true });
      document.querySelector(selector)?.dispatchEvent(event);
      return isTyping(event);
    };
    expect(typed("textarea")).toBe(true);
    expect(typed("button")).toBe(false);
  });
});

class FakeSocket {
  static readonly OPEN = 1;
  static opened: FakeSocket[] = [];
  readyState = 0;
  sent: { action: string; [field: string]: unknown }[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;
  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  answer(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

describe("the heartbeat", () => {
  const stops: (() => void)[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.spyOn(transport, "accessToken").mockResolvedValue("token");
    vi.spyOn(settings, "config").mockReturnValue({ socket_url: "/socket" } as ReturnType<typeof settings.config>);
    FakeSocket.opened = [];
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    say({ has_phone: false, is_offered: false });
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const connect = async () => {
    stops.push(start());
    await vi.advanceTimersByTimeAsync(0);
    const socket = FakeSocket.opened[0]!;
    socket.open();
    return socket;
  };
  const beats = (socket: FakeSocket) => socket.sent.filter(({ action }) => action === "heartbeat").length;

  it("says at once when the phone registers, and beats faster while work may be offered", async () => {
    const socket = await connect();
    expect(socket.sent).toEqual([{ action: "heartbeat", has_phone: false, is_offered: false }]);
    say({ has_phone: true, is_offered: true });
    expect(socket.sent[1]).toEqual({ action: "heartbeat", has_phone: true, is_offered: true });
    socket.answer({ type: "heartbeat" });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(beats(socket)).toBe(3);
  });

  it("gives a silent connection up and opens another", async () => {
    const socket = await connect();
    say({ is_offered: true });
    await vi.advanceTimersByTimeAsync(9_500);
    expect(socket.readyState).toBe(3);
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it("has been heard when the server repeats what was said, and not before", async () => {
    const socket = await connect();
    say({ has_phone: true });
    let isHeard: boolean | undefined;
    void heard().then((answer) => (isHeard = answer));
    socket.answer({ type: "heartbeat", has_phone: false });
    await vi.advanceTimersByTimeAsync(0);
    expect(isHeard).toBeUndefined();
    socket.answer({ type: "heartbeat", has_phone: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(isHeard).toBe(true);
  });
});
