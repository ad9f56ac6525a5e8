/** Places for widgets: the document's own, or worked out by dagre from what leads where. */
import { graphlib, layout } from "@dagrejs/dagre";
import type { FlowDocument, Offset } from "./flow-document";

export const WIDGET_WIDTH = 224;
/** The name, and a line of what it says. */
export const HEAD = 70;
export const ROW = 22;
const FOOT = 6;

export type Direction = "down" | "right";

/** How tall a widget is drawn: a head, and a row for each way out. */
export const heightOf = (ways: number) => HEAD + ways * ROW + FOOT;

export function autoLayout(document: FlowDocument, direction: Direction): Map<string, Offset> {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction === "down" ? "TB" : "LR", nodesep: 48, ranksep: direction === "down" ? 72 : 120, ranker: "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name, transitions } of document.widgets) graph.setNode(name, { width: WIDGET_WIDTH, height: heightOf(transitions.length) });
  for (const { name, transitions } of document.widgets) {
    transitions.forEach(({ next }, index) => {
      if (next && next !== name && document.byName.has(next)) graph.setEdge(name, next, {}, String(index));
    });
  }
  layout(graph);
  return new Map(
    document.widgets.map(({ name, transitions }) => {
      const { x = 0, y = 0 } = graph.node(name) as Partial<Offset>;
      // Dagre speaks of centres, Studio of corners.
      return [name, { x: Math.round(x - WIDGET_WIDTH / 2), y: Math.round(y - heightOf(transitions.length) / 2) }];
    }),
  );
}

/** Where each widget stands: its own place, else the laid-out one. The document is not touched. */
export function placesOf(document: FlowDocument): Map<string, Offset> {
  if (document.widgets.every(({ offset }) => offset)) return new Map(document.widgets.map(({ name, offset }) => [name, offset ?? { x: 0, y: 0 }]));
  const made = autoLayout(document, "down");
  const isBare = document.widgets.every(({ offset }) => !offset);
  return new Map(document.widgets.map(({ name, offset }) => [name, (isBare ? null : offset) ?? made.get(name) ?? { x: 0, y: 0 }]));
}

/** The widget nearest in a direction, for the arrow keys. */
export function neighbour(places: ReadonlyMap<string, Offset>, from: string, key: "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight"): string | null {
  const here = places.get(from);
  if (!here) return places.keys().next().value ?? null;
  const isVertical = key === "ArrowUp" || key === "ArrowDown";
  const sign = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
  let best: string | null = null;
  let least = Infinity;
  for (const [name, place] of places) {
    const along = sign * (isVertical ? place.y - here.y : place.x - here.x);
    const aside = Math.abs(isVertical ? place.x - here.x : place.y - here.y);
    if (name === from || along <= 0) continue;
    const distance = along + aside * 2;
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}
