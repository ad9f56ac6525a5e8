/** Which widgets and edges a simulated call has lit. */
import type { Simulation } from "../../../api/flows";

export interface LitPath {
  widgets: ReadonlySet<string>;
  /** `widget:transition`. */
  edges: ReadonlySet<string>;
  here: string | null;
}

export const edgeId = (widget: string, transition: number) => `${widget}:${transition}`;

export function litBy(simulation: Simulation | null): LitPath {
  const steps = simulation?.steps ?? [];
  return {
    widgets: new Set(steps.map(({ widget }) => widget)),
    edges: new Set(steps.flatMap(({ widget, transition }) => (transition === null ? [] : [edgeId(widget, transition)]))),
    here: simulation?.waits_for?.widget ?? (simulation?.status === "failed" ? (steps.at(-1)?.widget ?? null) : null),
  };
}
