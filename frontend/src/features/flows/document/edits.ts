/** What a person does to a flow: each edit takes the document's text and gives the changed text. */
import { findNodeAtLocation, visit } from "jsonc-parser";
import { readDocument, stateOf, type Condition, type FlowDocument, type Offset, type Transition } from "./flow-document";
import { apply, inserting, removing, setting, treeOf, updating, type JsonPath, type Splice } from "./json-text";
import { renameIn } from "./references";

export type Edit = (text: string) => string;
/** A state as it stands in a document. */
export type State = Record<string, unknown>;

const locate = (document: FlowDocument, name: string) => {
  const widget = document.byName.get(name);
  if (!widget) throw new RangeError(`no widget ${name}`);
  return widget;
};

function at(name: string, change: (document: FlowDocument, place: JsonPath) => Splice[]): Edit {
  return (text) => {
    const document = readDocument(text);
    return apply(text, change(document, ["states", locate(document, name).index]));
  };
}

/** `undefined` takes the property away. */
export const setProperty = (name: string, property: string, value: unknown): Edit =>
  at(name, ({ text, tree }, place) => {
    if (value === undefined) return removing(tree, [...place, "properties"], new Set([property]));
    if (!findNodeAtLocation(tree, [...place, "properties"])) return setting(text, tree, [...place, "properties"], { [property]: value });
    return updating(text, tree, [...place, "properties", property], value);
  });

export function moveWidgets(moves: ReadonlyMap<string, Offset>): Edit {
  return (text) => {
    const document = readDocument(text);
    const splices = document.widgets.flatMap((widget) => {
      const to = moves.get(widget.name);
      if (!to) return [];
      const place = ["states", widget.index, "properties"];
      const offset = { x: Math.round(to.x), y: Math.round(to.y) };
      if (!findNodeAtLocation(document.tree, place)) return setting(text, document.tree, place, { offset });
      if (!widget.offset) return setting(text, document.tree, [...place, "offset"], offset);
      return (["x", "y"] as const).flatMap((axis) => setting(text, document.tree, [...place, "offset", axis], offset[axis]));
    });
    return apply(text, splices);
  };
}

/** Where the transition at `index` leads; null ends the branch there. */
export const connect = (name: string, index: number, next: string | null): Edit =>
  at(name, ({ text, tree }, place) => {
    const transition = [...place, "transitions", index];
    return next === null ? removing(tree, transition, new Set(["next"])) : setting(text, tree, [...transition, "next"], next);
  });

export const addTransition = (name: string, transition: Transition): Edit =>
  at(name, (document, place) => {
    const { text, tree } = document;
    const { event, next, conditions } = transition;
    const written = { event, ...(next ? { next } : {}), ...(conditions ? { conditions } : {}) };
    if (!findNodeAtLocation(tree, [...place, "transitions"])) return setting(text, tree, [...place, "transitions"], [written]);
    return inserting(text, tree, [...place, "transitions"], locate(document, name).transitions.length, [written]);
  });

export const removeTransition = (name: string, index: number): Edit =>
  at(name, ({ tree }, place) => removing(tree, [...place, "transitions"], new Set([index])));

export const setConditions = (name: string, index: number, conditions: readonly Condition[]): Edit =>
  at(name, (document, place) => {
    const { text, tree } = document;
    const transition = [...place, "transitions", index];
    const known = locate(document, name).transitions[index]?.conditions ?? [];
    if (known.length !== conditions.length) return setting(text, tree, [...transition, "conditions"], conditions);
    // Same number: change each in its place, so that unknown keys beside them stay.
    return conditions.flatMap((condition, which) =>
      (Object.keys(condition) as (keyof Condition)[]).flatMap((key) => setting(text, tree, [...transition, "conditions", which, key], condition[key])),
    );
  });

export function setDescription(description: string): Edit {
  return (text) => apply(text, setting(text, treeOf(text), ["description"], description));
}

export const setInitial = (name: string): Edit => (text) => apply(text, setting(text, treeOf(text), ["initial_state"], name));

export function addStates(states: readonly State[]): Edit {
  return (text) => {
    const { tree, widgets } = readDocument(text);
    return apply(text, inserting(text, tree, ["states"], widgets.length, states));
  };
}

/** Takes widgets away, and every transition that led to them ends instead. */
export function removeWidgets(names: ReadonlySet<string>): Edit {
  return (text) => {
    const document = readDocument(text);
    const gone = new Set(document.widgets.filter((widget) => names.has(widget.name)).map((widget) => widget.index));
    const ends = document.widgets
      .filter((widget) => !gone.has(widget.index))
      .flatMap((widget) =>
        widget.transitions.flatMap((transition, index) =>
          transition.next && names.has(transition.next) ? removing(document.tree, ["states", widget.index, "transitions", index], new Set(["next"])) : [],
        ),
      );
    return apply(text, [...ends, ...removing(document.tree, ["states"], gone)]);
  };
}

/** A new name, everywhere: transitions, the first widget, and every template that reads what it gathered. */
export function renameWidget(from: string, to: string): Edit {
  return (text) => {
    const document = readDocument(text);
    const { tree } = document;
    const place: JsonPath = ["states", locate(document, from).index, "name"];
    const links = document.widgets.flatMap((widget) =>
      widget.transitions.flatMap((transition, index) => (transition.next === from ? setting(text, tree, ["states", widget.index, "transitions", index, "next"], to) : [])),
    );
    const initial = document.initial === from ? setting(text, tree, ["initial_state"], to) : [];
    return apply(text, [...setting(text, tree, place, to), ...links, ...initial, ...templates(text, from, to)]);
  };
}

function templates(text: string, from: string, to: string): Splice[] {
  const splices: Splice[] = [];
  visit(text, {
    onLiteralValue(value: unknown, offset, length) {
      if (typeof value !== "string") return;
      const renamed = renameIn(value, from, to);
      if (renamed !== value) splices.push({ offset, length, text: JSON.stringify(renamed) });
    },
  });
  return splices;
}

/** `menu`, `menu_1`, `menu_2` ...: the first that is free. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  let number = 1;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/** A widget of a kind as the palette makes it: every event it may end with, leading nowhere yet. */
export function newState(type: string, name: string, events: readonly string[], offset: Offset, properties: Record<string, unknown> = {}): State {
  return {
    name,
    type,
    transitions: events.filter((event) => event !== "match").map((event) => ({ event })),
    properties: { offset: { x: Math.round(offset.x), y: Math.round(offset.y) }, ...properties },
  };
}

export const copyStates = (document: FlowDocument, names: ReadonlySet<string>): State[] =>
  document.widgets.filter((widget) => names.has(widget.name) && widget.type !== "trigger").map((widget) => stateOf(document, widget.index));

/** Copies get free names and stand beside; links and templates among the copied follow them, others are kept if they exist. */
export function pasteStates(document: FlowDocument, copied: readonly State[], by: Offset): { states: State[]; names: string[] } {
  const taken = new Set(document.byName.keys());
  const renamed = new Map<string, string>();
  for (const state of copied) {
    const name = freeName(String(state["name"]), taken);
    taken.add(name);
    renamed.set(String(state["name"]), name);
  }
  const states = copied.map((state) => relink(state, renamed, (next) => document.byName.has(next), by));
  return { states, names: [...renamed.values()] };
}

function relink(state: State, renamed: ReadonlyMap<string, string>, exists: (name: string) => boolean, by: Offset): State {
  const follow = (text: string) => [...renamed].reduce((kept, [from, to]) => renameIn(kept, from, to), text);
  const deep = (value: unknown): unknown => {
    if (typeof value === "string") return follow(value);
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deep(one)]));
  };
  const copy = deep(state) as State;
  const transitions = (copy["transitions"] as Transition[] | undefined)?.map(({ next, ...rest }) => {
    const target = next ? (renamed.get(next) ?? (exists(next) ? next : null)) : null;
    return target ? { ...rest, next: target } : rest;
  });
  const properties = copy["properties"] as Record<string, unknown> | undefined;
  const offset = properties?.["offset"] as Offset | undefined;
  return {
    ...copy,
    name: renamed.get(String(state["name"])),
    ...(transitions ? { transitions } : {}),
    properties: { ...properties, offset: { x: (offset?.x ?? 0) + by.x, y: (offset?.y ?? 0) + by.y } },
  };
}

/** A flow to begin with: the trigger alone, for calls. */
export function newDocument(description: string): string {
  const events = ["incomingMessage", "incomingCall", "incomingConversationMessage", "incomingRequest", "incomingParent"];
  const trigger = newState("trigger", "Trigger", events, { x: 0, y: 0 });
  return `${JSON.stringify({ description, states: [trigger], initial_state: "Trigger", flags: { allow_concurrent_calls: true } }, null, 2)}\n`;
}
