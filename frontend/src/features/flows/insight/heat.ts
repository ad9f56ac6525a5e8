/** How warm each node of the picture is, for one figure. */
import type { Indicators, NodeIndicator } from "../../../api/flows";

export const METRICS = ["entries", "dwell", "timeouts", "errors", "hangups"] as const;
export type Metric = (typeof METRICS)[number];

const READ: Record<Metric, (node: NodeIndicator) => number | null> = {
  entries: (node) => node.entries,
  dwell: (node) => node.average_dwell_seconds,
  timeouts: (node) => node.timeout_rate,
  errors: (node) => node.error_rate,
  hangups: (node) => node.hangup_rate,
};

export const isRate = (metric: Metric) => metric === "timeouts" || metric === "errors" || metric === "hangups";

export interface Heat {
  value: number;
  /** 0 to 1 of the warmest node. */
  share: number;
}

export function heatOf(nodes: readonly NodeIndicator[], metric: Metric): ReadonlyMap<string, Heat> {
  const values = nodes.flatMap((node) => {
    const value = READ[metric](node);
    return value === null || node.entries === 0 ? [] : [[node.widget, value] as const];
  });
  const most = Math.max(0, ...values.map(([, value]) => value));
  return new Map(values.map(([widget, value]) => [widget, { value, share: most > 0 ? value / most : 0 }]));
}

/** How often each edge was taken, by `source`, `event` and `target`. */
export function trafficOf({ edges }: Indicators): ReadonlyMap<string, number> {
  return new Map(edges.map(({ source, event, target, count }) => [edgeKey(source, event, target), count]));
}

export const edgeKey = (source: string, event: string, target: string | null) => JSON.stringify([source, event, target]);
