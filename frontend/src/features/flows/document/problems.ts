/** The server's problems, told of the widget that each concerns. */
import type { FlowProblem } from "../../../api/flows";

export type ProblemsByWidget = ReadonlyMap<string, readonly FlowProblem[]>;

export function byWidget(problems: readonly FlowProblem[]): ProblemsByWidget {
  const found = new Map<string, FlowProblem[]>();
  for (const problem of problems) {
    if (problem.state !== null) found.set(problem.state, [...(found.get(problem.state) ?? []), problem]);
  }
  return found;
}

/** The next problem after `at`, around the end; -1 begins. */
export const nextProblem = (count: number, at: number) => (count === 0 ? -1 : (at + 1) % count);
