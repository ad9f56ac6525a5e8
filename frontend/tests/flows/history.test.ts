import { describe, expect, it } from "vitest";
import { begin, change, redo, undo } from "../../src/features/flows/document/history";

describe("the undo stack", () => {
  it("goes back and forth, and a new edit ends the way forth", () => {
    const edited = change(change(begin("a"), "b"), "c");
    expect(undo(edited).text).toBe("b");
    expect(redo(undo(edited)).text).toBe("c");
    expect(redo(change(undo(edited), "d")).text).toBe("d");
  });

  it("takes typing in one field as one step", () => {
    const typed = ["h", "he", "hey"].reduce((history, text) => change(history, text, "say"), begin(""));
    expect(undo(typed).text).toBe("");
    const other = change(typed, "hey!", "voice");
    expect(undo(other).text).toBe("hey");
  });

  it("takes no step for an edit that changes nothing", () => {
    expect(change(begin("a"), "a").past).toEqual([]);
  });

  it("forgets the oldest steps", () => {
    let history = begin("0");
    for (let step = 1; step <= 500; step += 1) history = change(history, String(step));
    expect(history.past.length).toBe(200);
  });
});
