/** Finding widgets by name, kind, or anything they say. */
import type { FlowDocument, Widget } from "./flow-document";

const textIn = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  return Object.values(value).map(textIn).join("\n");
};

const NONE = Infinity;

/** Names that begin so come first, then names that hold it, then kinds and texts. */
export function findWidgets(document: FlowDocument, query: string): Widget[] {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [];
  const rank = (widget: Widget): number => {
    const name = widget.name.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    if (widget.type.includes(wanted)) return 2;
    return textIn(widget.properties).toLowerCase().includes(wanted) ? 3 : NONE;
  };
  return document.widgets
    .map((widget) => [rank(widget), widget] as const)
    .filter(([found]) => found !== NONE)
    .toSorted(([one], [other]) => one - other)
    .map(([, widget]) => widget);
}
