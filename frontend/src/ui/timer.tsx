/** Clocks that tick once a second together. They stand outside live regions, so screen readers stay quiet. */
import { useSyncExternalStore } from "react";
import { duration } from "../i18n/format";
import { now } from "./clock";

const listeners = new Set<() => void>();
let second = Math.floor(now() / 1000);
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (ticking === undefined) {
    // Nobody listened meanwhile, so the last tick may be long ago.
    second = Math.floor(now() / 1000);
    ticking = setInterval(() => {
      second = Math.floor(now() / 1000);
      for (const notify of listeners) notify();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/** Now, in milliseconds, to the second; the caller re-renders when it changes. */
export const useNow = () => useSyncExternalStore(subscribe, () => second) * 1000;

interface Props {
  since: string | null | undefined;
  testId?: string;
}

export function Timer({ since, testId }: Props) {
  const at = useNow();
  const seconds = since ? (at - Date.parse(since)) / 1000 : 0;
  return (
    <span className="timer" role="timer" aria-live="off" data-testid={testId}>
      {duration(seconds)}
    </span>
  );
}

/** Seconds until `until`, never below zero. */
export function useSecondsLeft(until: string | null | undefined): number {
  const at = useNow();
  return until ? Math.max(0, Math.ceil((Date.parse(until) - at) / 1000)) : 0;
}
