import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  addStates, addTransition, connect, copyStates, freeName, moveWidgets, newDocument, newState, pasteStates,
  removeTransition, removeWidgets, renameWidget, setConditions, setDescription, setProperty,
} from "../../src/features/flows/document/edits";
import { readDocument } from "../../src/features/flows/document/flow-document";

const SHIPPED = `${import.meta.dirname}/../../../ivr_twiml`;
const shipped = readdirSync(SHIPPED)
  .filter((name) => name.startsWith("courier") && name.endsWith(".json"))
  .map((name) => [name, readFileSync(`${SHIPPED}/${name}`, "utf-8")] as const);

/** Written as people write: odd spacing, an unknown key, a long number, an escape, one transition a line. */
const ODD = `{
   "states" : [
      { "type": "trigger", "name": "Trigger", "x-note": 1.50,
        "transitions": [ {"event": "incomingCall", "next": "menu"}, {"event": "incomingMessage"} ],
        "properties": { "offset": {"x": 0, "y": 0} } },
      { "name": "menu", "type": "gather-input-on-call",
        "transitions": [ {"event": "keypress", "next": "by_key"}, {"event": "speech"}, {"event": "timeout", "next": "menu"} ],
        "properties": { "say": "Caf\\u00e9: press 1", "offset": {"x": 10, "y": 20}, "number_of_digits": 1 } },
      { "name": "by_key", "type": "split-based-on",
        "transitions": [ {"event": "noMatch", "next": "menu"},
          {"event": "match", "next": "menu2", "conditions": [{"friendly_name": "one", "arguments": ["{{widgets.menu.Digits}}"], "type": "equal_to", "value": "1", "extra": 7}]} ],
        "properties": { "input": "{{widgets['menu'].Digits}}" } },
      { "name": "menu2", "type": "say-play", "transitions": [{"event": "audioComplete"}],
        "properties": { "say": "{{widgets.menu2.x}} and widgets.menu. {{ widgets.menu.Digits | upcase }}" } }
   ],
   "initial_state": "Trigger"
}
`;

describe("an edit of a flow", () => {
  it.each(shipped)("leaves the bytes of %s alone when nothing really changes", (_, text) => {
    const { widgets, description } = readDocument(text);
    const same = widgets.reduce((kept, widget) => {
      const [property, value] = Object.entries(widget.properties).at(-1) ?? ["offset", widget.offset];
      const moved = widget.offset ? moveWidgets(new Map([[widget.name, widget.offset]]))(kept) : kept;
      return setProperty(widget.name, property, value)(moved);
    }, text);
    expect(setDescription(description)(same)).toBe(text);
  });

  it.each(shipped)("of %s is taken back to the byte by the opposite edit", (_, text) => {
    const { widgets } = readDocument(text);
    const widget = widgets.find(({ transitions }) => transitions.some(({ next }) => next));
    const index = widget?.transitions.findIndex(({ next }) => next) ?? 0;
    const there = connect(widget?.name ?? "", index, "elsewhere")(text);
    expect(there).not.toBe(text);
    expect(connect(widget?.name ?? "", index, widget?.transitions[index]?.next ?? null)(there)).toBe(text);
    const added = addStates([newState("say-play", "new_one", ["audioComplete"], { x: 1, y: 2 })])(text);
    expect(removeWidgets(new Set(["new_one"]))(added)).toBe(text);
  });

  it("changes the one value that it is about, and keeps odd spacing, unknown keys and number spellings", () => {
    const changed = setProperty("menu", "number_of_digits", 2)(ODD);
    expect(changed).toBe(ODD.replace('"number_of_digits": 1', '"number_of_digits": 2'));
  });

  it("adds a property in the manner of its neighbours", () => {
    expect(setProperty("menu", "timeout", 5)(ODD)).toBe(ODD.replace('"number_of_digits": 1 }', '"number_of_digits": 1, "timeout": 5 }'));
    expect(setProperty("menu", "say", undefined)(ODD)).toBe(ODD.replace('"say": "Caf\\u00e9: press 1", ', ""));
    expect(setProperty("menu", "number_of_digits", undefined)(ODD)).toBe(ODD.replace(', "number_of_digits": 1', ""));
  });

  it("keeps a document on one line on one line", () => {
    const flat = JSON.stringify(JSON.parse(ODD));
    expect(addTransition("menu2", { event: "x" })(flat)).toBe(flat.replace('[{"event":"audioComplete"}]', '[{"event":"audioComplete"},{"event":"x"}]'));
  });

  it("keeps Windows line ends", () => {
    const windows = newDocument("x").replaceAll("\n", "\r\n");
    const added = addStates([newState("say-play", "hello", ["audioComplete"], { x: 0, y: 200 })])(windows);
    expect(added.replaceAll("\r\n", "")).not.toContain("\n");
    expect(readDocument(added).byName.has("hello")).toBe(true);
  });

  it("moves widgets in whole units, and gives a place to those that had none", () => {
    const moved = readDocument(moveWidgets(new Map([["menu", { x: 5.4, y: 7.6 }], ["menu2", { x: 1, y: 1 }]]))(ODD));
    expect(moved.byName.get("menu")?.offset).toEqual({ x: 5, y: 8 });
    expect(moved.byName.get("menu2")?.offset).toEqual({ x: 1, y: 1 });
  });

  it("connects, and ends a branch by taking the next away", () => {
    expect(connect("menu", 1, "menu2")(ODD)).toBe(ODD.replace('{"event": "speech"}', '{"event": "speech", "next": "menu2"}'));
    expect(connect("menu", 0, null)(ODD)).toBe(ODD.replace('{"event": "keypress", "next": "by_key"}', '{"event": "keypress"}'));
  });

  it("changes a condition in its place and keeps what it does not know", () => {
    const [condition] = readDocument(ODD).byName.get("by_key")?.transitions[1]?.conditions ?? [];
    const changed = setConditions("by_key", 1, [{ ...condition!, value: "2" }])(ODD);
    expect(changed).toBe(ODD.replace('"value": "1"', '"value": "2"'));
    expect(removeTransition("by_key", 1)(ODD)).not.toContain("equal_to");
  });

  it("renames a widget with every link and template that speaks of it, and nobody else's", () => {
    const renamed = renameWidget("menu", "start_menu")(ODD);
    const { byName } = readDocument(renamed);
    expect([...byName.keys()]).toEqual(["Trigger", "start_menu", "by_key", "menu2"]);
    expect(byName.get("Trigger")?.transitions[0]?.next).toBe("start_menu");
    expect(byName.get("start_menu")?.transitions[2]?.next).toBe("start_menu");
    expect(byName.get("by_key")?.transitions[1]?.next).toBe("menu2");
    expect(byName.get("by_key")?.properties["input"]).toBe("{{widgets['start_menu'].Digits}}");
    expect(byName.get("menu2")?.properties["say"]).toBe("{{widgets.menu2.x}} and widgets.menu. {{ widgets.start_menu.Digits | upcase }}");
    expect(renameWidget("start_menu", "menu")(renamed)).toBe(ODD);
  });

  it("writes a renamed reference in brackets when the new name could not follow a dot", () => {
    const { byName } = readDocument(renameWidget("menu", "main menu")(ODD));
    expect(byName.get("by_key")?.transitions[1]?.conditions?.[0]?.arguments).toEqual(['{{widgets["main menu"].Digits}}']);
  });

  it("follows the first widget when it is renamed", () => {
    expect(readDocument(renameWidget("Trigger", "Start")(ODD)).initial).toBe("Start");
  });

  it("removes widgets and ends what led to them", () => {
    const { byName } = readDocument(removeWidgets(new Set(["menu", "menu2"]))(ODD));
    expect([...byName.keys()]).toEqual(["Trigger", "by_key"]);
    expect(byName.get("Trigger")?.transitions[0]?.next).toBeNull();
    expect(byName.get("by_key")?.transitions.map(({ next }) => next)).toEqual([null, null]);
  });

  it("pastes copies under free names, linked among themselves", () => {
    const document = readDocument(ODD);
    const copied = copyStates(document, new Set(["Trigger", "menu", "by_key"]));
    const { states, names } = pasteStates(document, copied, { x: 40, y: 40 });
    expect(names).toEqual(["menu_1", "by_key_1"]);
    const pasted = readDocument(addStates(states)(ODD));
    expect(pasted.byName.get("menu_1")?.transitions[0]?.next).toBe("by_key_1");
    expect(pasted.byName.get("by_key_1")?.transitions[1]?.next).toBe("menu2");
    expect(pasted.byName.get("by_key_1")?.properties["input"]).toBe("{{widgets['menu_1'].Digits}}");
    expect(pasted.byName.get("menu_1")?.offset).toEqual({ x: 50, y: 60 });
  });

  it("pastes into another flow without links that lead nowhere there", () => {
    const copied = copyStates(readDocument(ODD), new Set(["by_key"]));
    const other = readDocument(newDocument("other"));
    const pasted = readDocument(addStates(pasteStates(other, copied, { x: 0, y: 0 }).states)(other.text));
    expect(pasted.byName.get("by_key")?.transitions.map(({ next }) => next)).toEqual([null, null]);
  });

  it("finds the first free name", () => {
    expect(freeName("menu", new Set(["menu", "menu_1"]))).toBe("menu_2");
    expect(freeName("menu_1", new Set(["menu_1"]))).toBe("menu_2");
  });
});
