/** A Studio flow definition as the editor reads it. The text is the document; this is only a view of it. */
import { getNodeValue, type Node } from "jsonc-parser";
import { treeOf } from "./json-text";

export interface Condition {
  friendly_name: string;
  arguments: string[];
  type: string;
  value: string;
}

export interface Transition {
  event: string;
  next?: string | null;
  conditions?: Condition[];
}

export interface Offset {
  x: number;
  y: number;
}

export interface Widget {
  /** Place in the document's list of states. */
  index: number;
  name: string;
  type: string;
  transitions: Transition[];
  properties: Record<string, unknown>;
  offset: Offset | null;
}

export interface FlowDocument {
  text: string;
  tree: Node;
  description: string;
  initial: string;
  widgets: Widget[];
  byName: ReadonlyMap<string, Widget>;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** Throws SyntaxError when the text is not JSON, or not a flow at all. */
export function readDocument(text: string): FlowDocument {
  const content: unknown = JSON.parse(text);
  if (!isObject(content) || !Array.isArray(content["states"])) throw new SyntaxError("not a flow definition");
  const widgets = content["states"].map(readWidget);
  const seen = new Set<string>();
  for (const widget of widgets) {
    // Two of one name are a fault to mend; until then each still needs a name of its own on the picture.
    if (seen.has(widget.name)) widget.name = `${widget.name}#${widget.index}`;
    seen.add(widget.name);
  }
  return {
    text,
    tree: treeOf(text),
    description: textOf(content["description"]),
    initial: textOf(content["initial_state"]),
    widgets,
    byName: new Map(widgets.map((widget) => [widget.name, widget])),
  };
}

function readWidget(state: unknown, index: number): Widget {
  const given = isObject(state) ? state : {};
  const properties = isObject(given["properties"]) ? given["properties"] : {};
  const type = textOf(given["type"]);
  return {
    index,
    // Studio lets the trigger go without a name.
    name: textOf(given["name"]) || type || `#${index}`,
    type,
    transitions: Array.isArray(given["transitions"]) ? given["transitions"].filter(isObject).map(readTransition) : [],
    properties,
    offset: readOffset(properties["offset"]),
  };
}

function readTransition(given: Record<string, unknown>): Transition {
  const conditions = Array.isArray(given["conditions"]) ? given["conditions"].filter(isObject).map(readCondition) : [];
  return { event: textOf(given["event"]), next: textOf(given["next"]) || null, ...(conditions.length ? { conditions } : {}) };
}

function readCondition(given: Record<string, unknown>): Condition {
  return {
    friendly_name: textOf(given["friendly_name"]),
    arguments: Array.isArray(given["arguments"]) ? given["arguments"].map(textOf) : [],
    type: textOf(given["type"]),
    value: textOf(given["value"]),
  };
}

function readOffset(given: unknown): Offset | null {
  return isObject(given) && typeof given["x"] === "number" && typeof given["y"] === "number" ? { x: given["x"], y: given["y"] } : null;
}

/** The state as it stands in the document, unknown keys and all. */
export function stateOf(document: FlowDocument, index: number): Record<string, unknown> {
  const states = document.tree.children?.find((property) => property.children?.[0]?.value === "states")?.children?.[1];
  const node = states?.children?.[index];
  return node ? (getNodeValue(node) as Record<string, unknown>) : {};
}

/** What stands on a transition's edge: the condition's own name, else the event. */
export function branchOf(transition: Transition): string {
  const condition = transition.conditions?.[0];
  return condition ? condition.friendly_name || condition.value : transition.event;
}
