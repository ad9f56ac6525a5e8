/** Asks the server for the document's problems a moment after the last edit; old problems stay until the answer. */
import { useEffect, useState } from "react";
import { validateFlow, type FlowProblem } from "../../api/flows";

const PAUSE_MS = 350;

export interface Validation {
  problems: readonly FlowProblem[];
  /** The text that the problems are of; while it is another, an answer is on its way. */
  of: string | null;
}

export function useValidation(text: string): Validation {
  const [found, setFound] = useState<Validation>({ problems: [], of: null });
  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(async () => {
      try {
        const { errors } = await validateFlow(text);
        if (!isStale) setFound({ problems: errors, of: text });
      } catch {
        // Publishing validates again; a lost answer here costs only the marks.
      }
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}
