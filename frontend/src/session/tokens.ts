/** The signed-in person and the tokens, shared by every tab through localStorage. */
import type { Session } from "../api/types";

const STORED = "trunkline.session";
const EARLY_MS = 60_000;

export interface Held {
  access_token: string;
  refresh_token: string;
  expires_at: number;
  user: Session["user"];
}

type Listener = () => void;
const listeners = new Set<Listener>();
let held: Held | null = read();

function read(): Held | null {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? "null") as Held | null;
  } catch {
    return null;
  }
}

const tellAll = () => listeners.forEach((listener) => listener());

window.addEventListener("storage", (event) => {
  if (event.key !== STORED) return;
  held = read();
  tellAll();
});

export const holding = () => held;

export function hold(session: Session): Held {
  held = {
    access_token: session.access_token,
    refresh_token: session.refresh_token,
    expires_at: Date.now() + session.expires_in * 1000,
    user: session.user,
  };
  localStorage.setItem(STORED, JSON.stringify(held));
  tellAll();
  return held;
}

export function release(): void {
  held = null;
  localStorage.removeItem(STORED);
  tellAll();
}

export const isStale = (of: Held, now = Date.now()) => now > of.expires_at - EARLY_MS;

export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function keepUser(user: Session["user"]): void {
  if (!held || JSON.stringify(held.user) === JSON.stringify(user)) return;
  held = { ...held, user };
  localStorage.setItem(STORED, JSON.stringify(held));
  tellAll();
}
