/** A call on paper against the draft: the inputs so far, replayed by the server whenever they or the flow change. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { simulate, type SimulatedInput, type Simulation } from "../../../api/flows";
import { config } from "../../../config";
import { answering } from "./answers";
import { fieldOf, instantOf } from "./clock";

const PAUSE_MS = 120;

export interface Caller {
  from: string;
  to: string;
  /** As the date-time field shows it, in the center's zone. */
  at: string;
}

export interface SimulatedCall {
  isOn: boolean;
  caller: Caller;
  inputs: readonly SimulatedInput[];
  result: Simulation | null;
  error: unknown;
  isAsking: boolean;
  setCaller(caller: Caller): void;
  start(): void;
  stop(): void;
  give(input: SimulatedInput): void;
  stepBack(): void;
  answer(which: number, value: unknown): void;
}

const someCaller = (): Caller => ({ from: "+8613800138000", to: "4008888888", at: fieldOf(new Date(), config().time_zone) });

export function useSimulation(sid: string, text: string): SimulatedCall {
  const [isOn, setOn] = useState(false);
  const [caller, setCaller] = useState(someCaller);
  const [inputs, setInputs] = useState<readonly SimulatedInput[]>([]);
  const [result, setResult] = useState<Simulation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [answered, setAnswered] = useState<unknown>(null);
  // What the shown result is of; any other means that an answer is on its way.
  const asked = useMemo(() => ({ text, caller, inputs }), [text, caller, inputs]);

  useEffect(() => {
    if (!isOn) return;
    let isStale = false;
    const timer = setTimeout(async () => {
      const now = instantOf(asked.caller.at, config().time_zone) ?? new Date().toISOString();
      const settle = (found: Simulation | null, problem: unknown) => {
        if (isStale) return;
        if (found) setResult(found);
        setError(problem);
        setAnswered(asked);
      };
      try {
        settle(await simulate({ definition: asked.text, from: asked.caller.from, to: asked.caller.to, now, inputs: [...asked.inputs], flow_sid: sid }), null);
      } catch (problem) {
        settle(null, problem);
      }
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [isOn, asked, sid]);

  const start = useCallback(() => {
    setInputs([]);
    setResult(null);
    setError(null);
    setOn(true);
  }, []);
  const stop = useCallback(() => {
    setOn(false);
    setResult(null);
    setInputs([]);
  }, []);
  const give = useCallback((input: SimulatedInput) => setInputs((given) => [...given, input]), []);
  const stepBack = useCallback(() => setInputs((given) => given.slice(0, -1)), []);
  const answer = useCallback((which: number, value: unknown) => setInputs((given) => (result ? answering(result, given, which, value) : given)), [result]);
  return { isOn, caller, inputs, result: isOn ? result : null, error, isAsking: isOn && answered !== asked, setCaller, start, stop, give, stepBack, answer };
}
