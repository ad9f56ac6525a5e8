import { describe, expect, it } from "vitest";
import { backoff, messagesIn, readMessage } from "../src/live/socket";
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
