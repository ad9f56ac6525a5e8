/** Clocks that tick once a second together. They stand outside live regions, so screen readers stay quiet. */
import { useSyncExternalStore } from "react";
import { duration } from "../i18n/format";

const listeners = new Set<() => void>();
let second = Math.floor(Date.now() / 1000);
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const notify of listeners) notify();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/** The current second since the epoch; the caller re-renders when it changes. */
export const useSecond = () => useSyncExternalStore(subscribe, () => second);

interface Props {
  since: string | null | undefined;
  testId?: string;
}

export function Timer({ since, testId }: Props) {
  useSecond();
  const seconds = since ? (Date.now() - Date.parse(since)) / 1000 : 0;
  return (
    <span className="timer" role="timer" aria-live="off" data-testid={testId}>
      {duration(seconds)}
    </span>
  );
}

/** Seconds until `until`, never below zero. */
export function useSecondsLeft(until: string | null | undefined): number {
  useSecond();
  return until ? Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000)) : 0;
}
