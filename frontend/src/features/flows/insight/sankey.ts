/** Paths as a Sankey diagram: a widget stands once for each step it is reached at, so that loops unroll. */
import type { Indicators } from "../../../api/flows";

const MOST_STEPS = 10;

export interface Sankey {
  nodes: { name: string; widget: string; depth: number }[];
  links: { source: string; target: string; value: number }[];
}

/** Nobody hears these: a path reads better without them. */
const SILENT = new Set(["set-variables", "split-based-on"]);

export function sankeyOf({ paths, nodes: known }: Pick<Indicators, "paths" | "nodes">): Sankey {
  const silent = new Set(known.flatMap(({ widget, type }) => (SILENT.has(type) ? [widget] : [])));
  const nodes = new Map<string, { name: string; widget: string; depth: number }>();
  const links = new Map<string, { source: string; target: string; value: number }>();
  for (const { widgets, calls } of paths) {
    const steps = widgets.filter((widget) => !silent.has(widget)).slice(0, MOST_STEPS);
    steps.forEach((widget, depth) => {
      const name = `${depth}:${widget}`;
      nodes.set(name, { name, widget, depth });
      const next = steps[depth + 1];
      if (next === undefined) return;
      const target = `${depth + 1}:${next}`;
      const link = links.get(`${name}>${target}`) ?? { source: name, target, value: 0 };
      links.set(`${name}>${target}`, { ...link, value: link.value + calls });
    });
  }
  return { nodes: [...nodes.values()], links: [...links.values()] };
}
