/** Answers that the person gives in place of a function's own. */
import type { SimulatedInput, Simulation } from "../../../api/flows";

const ASKING = new Set(["run-function", "make-http-request"]);

/** The inputs with `answer` for the request at `which` of `simulation.asked`; what came after the old one is kept. */
export function answering(simulation: Simulation, inputs: readonly SimulatedInput[], which: number, answer: unknown): SimulatedInput[] {
  const asked = simulation.asked[which];
  const steps = simulation.steps.flatMap((step, index) => (ASKING.has(step.type) ? [index] : []));
  const at = steps[which];
  if (!asked || at === undefined) return [...inputs];
  const given: SimulatedInput = { kind: "function", value: answer };
  const taken = simulation.steps[at]?.input ?? null;
  if (asked.answered_by === "given" && taken !== null) return inputs.with(taken, given);
  const before = simulation.steps.slice(0, at).flatMap(({ input }) => (input === null ? [] : [input]));
  return inputs.toSpliced(Math.max(-1, ...before) + 1, 0, given);
}
