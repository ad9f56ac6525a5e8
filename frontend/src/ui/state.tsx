/** A state is a colour and a shape, the same on every page (screens.md). */
import type { ReactNode } from "react";
import { useWords } from "../i18n";

export type Tone = "ready" | "ringing" | "contact" | "hold" | "wrap" | "break" | "offline" | "breach";

const TONES: Record<string, Tone> = {
  ready: "ready",
  ringing: "ringing",
  on_contact: "contact",
  talking: "contact",
  on_hold: "hold",
  wrap_up: "wrap",
  short_break: "break",
  meeting: "break",
  busy: "break",
  offline: "offline",
  ended: "offline",
  queued: "wrap",
  ivr: "ringing",
  breach: "breach",
};

export const toneOf = (state: string | null | undefined): Tone => TONES[state ?? ""] ?? "offline";

const SHAPES: Record<Tone, ReactNode> = {
  ready: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  ringing: <><circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" /><path d="M6 1.5a4.5 4.5 0 0 0 0 9z" fill="currentColor" /></>,
  contact: <rect x="1.5" y="1.5" width="9" height="9" fill="currentColor" />,
  hold: <path d="M2 1.5h3v9H2zM7 1.5h3v9H7z" fill="currentColor" />,
  wrap: <><circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" /><path d="M6 6V1.5a4.5 4.5 0 0 1 4.5 4.5z" fill="currentColor" /></>,
  break: <path d="M10.5 7.6A5 5 0 1 1 4.6 1.3a4 4 0 0 0 5.9 6.300Z" fill="currentColor" />,
  offline: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  breach: <path d="M6 1 11.5 11H.5z" fill="currentColor" />,
};

export function StateShape({ tone }: { tone: Tone }) {
  return <svg className="state-shape" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">{SHAPES[tone]}</svg>;
}

/** Shape, colour and the state's word; `group` names the words ("state" of agents, "phase" of contacts). */
export function StateMark({ state, group = "state" }: { state: string | null | undefined; group?: string }) {
  const { label } = useWords();
  const tone = toneOf(state);
  return (
    <span className={`state tone-${tone}`}>
      <StateShape tone={tone} />
      {label(group, state)}
    </span>
  );
}
