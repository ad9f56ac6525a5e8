/** The document as React Flow draws it. Nodes that look as before are the same objects, so that only changes are drawn. */
import { getViewportForBounds, Position, type Edge, type Node, type Viewport } from "@xyflow/react";
import type { Language } from "../../i18n";
import { branchOf, type FlowDocument, type Offset, type Widget } from "./document/flow-document";
import { HEAD, heightOf, ROW, WIDGET_WIDTH } from "./document/layout";
import type { ProblemsByWidget } from "./document/problems";
import { edgeKey, type Heat } from "./insight/heat";
import { edgeId, type LitPath } from "./simulator/path";
import { eventTitle, typeTitle, type Forms } from "./titles";

export interface WidgetData extends Record<string, unknown> {
  name: string;
  type: string;
  group: string;
  title: string;
  summary: string;
  ways: { label: string; isMatch: boolean; leads: boolean }[];
  problems: number;
  isFirst: boolean;
  mark: "lit" | "here" | null;
  heat: (Heat & { text: string }) | null;
}

export type WidgetNode = Node<WidgetData, "widget">;

export interface Marks {
  problems: ProblemsByWidget;
  lit: LitPath;
  heat: ReadonlyMap<string, Heat> | null;
  traffic: ReadonlyMap<string, number> | null;
  readHeat(value: number): string;
}

const SAID = ["say", "play", "url", "queue_name", "to", "body", "flow_sid", "input", "workflow_sid"] as const;

/** The one line that tells widgets of a kind apart. */
export function summaryOf({ properties }: Widget): string {
  for (const name of SAID) {
    const value = properties[name];
    if (typeof value === "string" && value.trim()) return value.replace(/\s+/g, " ").trim();
  }
  const variables = properties["variables"];
  if (!Array.isArray(variables)) return "";
  return variables.map((pair: { key?: string; value?: string }) => `${pair.key ?? ""} = ${pair.value ?? ""}`).join(", ");
}

export function dataOf(document: FlowDocument, widget: Widget, forms: Forms, language: Language, marks: Marks): WidgetData {
  const { name, type, transitions } = widget;
  const heat = marks.heat?.get(name) ?? null;
  return {
    name,
    type,
    group: forms.get(type)?.group ?? "other",
    title: typeTitle(forms, type, language),
    summary: summaryOf(widget),
    ways: transitions.map((transition) => ({
      label: transition.conditions ? branchOf(transition) : eventTitle(forms, type, transition.event, language),
      isMatch: Boolean(transition.conditions),
      leads: Boolean(transition.next),
    })),
    problems: marks.problems.get(name)?.length ?? 0,
    isFirst: document.initial === name,
    mark: marks.lit.here === name ? "here" : marks.lit.widgets.has(name) ? "lit" : null,
    heat: heat && { ...heat, text: marks.readHeat(heat.value) },
  };
}

/** Handles are told in advance, so that edges reach widgets that are out of sight and not drawn. */
function handlesOf(widget: Widget): NonNullable<WidgetNode["handles"]> {
  const size = { width: 8, height: 8 };
  const ways = widget.transitions.map((_, index) => ({ id: String(index), type: "source" as const, position: Position.Right, x: WIDGET_WIDTH - 4, y: HEAD + index * ROW + ROW / 2 - 4, ...size }));
  if (widget.type === "trigger") return ways;
  return [
    ...ways,
    { id: "left", type: "target", position: Position.Left, x: -4, y: 20, ...size },
    { id: "top", type: "target", position: Position.Top, x: WIDGET_WIDTH / 2 - 4, y: -4, ...size },
  ];
}

export function nodeOf(widget: Widget, data: WidgetData, position: Offset, old: WidgetNode | undefined): WidgetNode {
  const height = heightOf(widget.transitions.length);
  const isSame = old && old.height === height && JSON.stringify(old.data) === JSON.stringify(data);
  if (isSame && old.position.x === position.x && old.position.y === position.y) return old;
  return {
    ...old,
    id: widget.name,
    type: "widget",
    position,
    width: WIDGET_WIDTH,
    height,
    handles: handlesOf(widget),
    data: isSame ? old.data : data,
    ariaLabel: `${data.name}, ${data.title}`,
  };
}

const LEGIBLE_ZOOM = 0.5;
const BEGIN_ZOOM = 0.8;
const BEGIN_MARGIN = 40;

/** The whole flow where it can be read so; a long one from its beginning. */
export function homeView(document: FlowDocument, places: ReadonlyMap<string, Offset>, width: number, height: number): Viewport {
  const corners = document.widgets.map(({ name, transitions }) => ({ ...(places.get(name) ?? { x: 0, y: 0 }), height: heightOf(transitions.length) }));
  const [left, top] = [Math.min(...corners.map(({ x }) => x)), Math.min(...corners.map(({ y }) => y))];
  const bounds = {
    x: left,
    y: top,
    width: Math.max(...corners.map(({ x }) => x)) + WIDGET_WIDTH - left,
    height: Math.max(...corners.map((corner) => corner.y + corner.height)) - top,
  };
  const whole = getViewportForBounds(bounds, width, height, 0.1, 1, 0.08);
  const first = places.get(document.initial);
  if (whole.zoom >= LEGIBLE_ZOOM || !first) return whole;
  const [aside, above] = [Math.min(first.x - bounds.x, width / 2), Math.min(first.y - bounds.y, height / 4)];
  return { x: aside + BEGIN_MARGIN - first.x * BEGIN_ZOOM, y: above + BEGIN_MARGIN - first.y * BEGIN_ZOOM, zoom: BEGIN_ZOOM };
}

/** An edge enters from above when its target stands lower, else from the left. */
const entry = (from: Offset, to: Offset, height: number) => (to.y > from.y + height && to.x < from.x + WIDGET_WIDTH * 1.5 ? "top" : "left");

/** Edges that are as before are the same objects, as nodes are. */
export function edgesOf(document: FlowDocument, places: ReadonlyMap<string, Offset>, marks: Marks, old: readonly Edge[]): Edge[] {
  const known = new Map(old.map((edge) => [edge.id, edge]));
  return edgesAnew(document, places, marks).map((edge) => {
    const before = known.get(edge.id);
    return before && JSON.stringify(before) === JSON.stringify(edge) ? before : edge;
  });
}

function edgesAnew(document: FlowDocument, places: ReadonlyMap<string, Offset>, marks: Marks): Edge[] {
  return document.widgets.flatMap((widget) =>
    widget.transitions.flatMap(({ event, next }, index) => {
      const [from, to] = [places.get(widget.name), next ? places.get(next) : undefined];
      if (!next || !from || !to) return [];
      const id = edgeId(widget.name, index);
      const count = marks.traffic?.get(edgeKey(widget.name, event, next));
      return [
        {
          id,
          source: widget.name,
          sourceHandle: String(index),
          target: next,
          targetHandle: entry(from, to, heightOf(widget.transitions.length)),
          // A way back goes around in right angles; a curve would cut through the widget that it leaves.
          ...(to.x < from.x + WIDGET_WIDTH ? { type: "smoothstep", pathOptions: { borderRadius: 12, offset: 14 + index * 5 } } : {}),
          className: marks.lit.edges.has(id) ? "lit" : "",
          ariaLabel: `${widget.name} → ${next}`,
          ...(count ? { label: String(count) } : {}),
        },
      ];
    }),
  );
}
