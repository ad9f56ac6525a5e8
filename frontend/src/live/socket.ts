/** One WebSocket per tab: heartbeats keep the agent's lease, topics come back after a reconnect. */
import { accessToken } from "../api/transport";
import { config } from "../config";
import { setClock } from "../ui/clock";
import { every } from "./ticker";

export interface LiveMessage {
  type: string;
  [field: string]: unknown;
}

/** What a heartbeat says: whether this tab's phone can ring, and whether the agent may be offered work. */
export interface Presence {
  has_phone: boolean;
  is_offered: boolean;
}

type Listener = (message: LiveMessage) => void;
export type LiveState = "closed" | "connecting" | "open";

const HEARTBEAT_MS = 10_000;
/** Who may be offered work is missed sooner: the server's lease is shorter then. */
const OFFERED_HEARTBEAT_MS = 4_000;
const MOST_UNANSWERED = 2;
const SILENCE_MS = 5_000;
const BACKOFF_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

const listeners = new Set<Listener>();
const stateListeners = new Set<() => void>();
const topics = new Map<string, number>();
let socket: WebSocket | null = null;
let state: LiveState = "closed";
let attempts = 0;
let isWanted = false;
let presence: Presence = { has_phone: false, is_offered: false };
let stopBeating: () => void = () => undefined;
let unanswered = 0;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Grows to 15 s and is spread by a quarter, so that a restarted center is not met by everybody at once. */
export function backoff(attempt: number, random = Math.random): number {
  const base = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? 15_000;
  return base * (0.75 + random() * 0.5);
}

function become(next: LiveState) {
  state = next;
  stateListeners.forEach((listener) => listener());
}

function send(message: object) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function urlFor(token: string): string {
  const url = new URL(config().socket_url, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("token", token);
  return url.href;
}

function beat() {
  unanswered += 1;
  send({ action: "heartbeat", ...presence });
}

/** A socket whose network is gone stays open for minutes: heartbeats without an answer tell. */
function beatOrGiveUp() {
  if (unanswered >= MOST_UNANSWERED) drop();
  else beat();
}

function keepBeating() {
  stopBeating();
  beat();
  stopBeating = every(presence.is_offered ? OFFERED_HEARTBEAT_MS : HEARTBEAT_MS, beatOrGiveUp);
}

/** Lets go of the socket without waiting for the other end, and tries again. */
function drop() {
  const old = socket;
  socket = null;
  stopBeating();
  old?.close();
  if (old) again();
}

/** What the heartbeats say from now on; news is said at once. */
export function say(said: Partial<Presence>): void {
  const next = { ...presence, ...said };
  if (next.has_phone === presence.has_phone && next.is_offered === presence.is_offered) return;
  presence = next;
  if (state === "open") keepBeating();
}

/** Until the server has heard what this tab says of itself; false when it does not answer in time. */
export function heard(): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (isHeard: boolean) => {
      stop();
      clearTimeout(timer);
      resolve(isHeard);
    };
    const stop = listen((message) => message.type === "heartbeat" && message["has_phone"] === presence.has_phone && done(true));
    const timer = setTimeout(() => done(false), 2 * SILENCE_MS);
    if (state === "open") beat();
  });
}

async function open() {
  become("connecting");
  const token = await accessToken().catch(() => null);
  if (!isWanted) return become("closed");
  if (!token) return again();
  const opening = new WebSocket(urlFor(token));
  socket = opening;
  const tooSlow = setTimeout(() => opening.close(), SILENCE_MS);
  opening.onopen = () => {
    clearTimeout(tooSlow);
    if (socket !== opening) return;
    attempts = 0;
    unanswered = 0;
    become("open");
    keepBeating();
    for (const topic of topics.keys()) send({ action: "subscribe", topic });
    listeners.forEach((listener) => listener({ type: "connected" }));
  };
  opening.onmessage = (event: MessageEvent<string>) => {
    unanswered = 0;
    const message = readMessage(event.data);
    if (message?.type === "heartbeat") setClock(message["at"]);
    if (message) for (const one of messagesIn(message)) listeners.forEach((listener) => listener(one));
  };
  opening.onclose = () => {
    clearTimeout(tooSlow);
    if (socket !== opening) return;
    socket = null;
    stopBeating();
    again();
  };
}

export function readMessage(data: string): LiveMessage | null {
  try {
    const message = JSON.parse(data) as LiveMessage;
    return typeof message?.type === "string" ? message : null;
  } catch {
    return null;
  }
}

/** What happened at once comes at once: a message of several is as many messages. */
export function messagesIn(message: LiveMessage): LiveMessage[] {
  return message.type === "several" ? ((message["messages"] ?? []) as LiveMessage[]) : [message];
}

function again() {
  become("closed");
  if (!isWanted) return;
  clearTimeout(retry);
  retry = setTimeout(() => void open(), backoff(attempts++));
}

export function start(): () => void {
  isWanted = true;
  if (state === "closed") void open();
  return () => {
    isWanted = false;
    clearTimeout(retry);
    stopBeating();
    socket?.close();
    socket = null;
    become("closed");
  };
}

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function subscribe(topic: string): () => void {
  topics.set(topic, (topics.get(topic) ?? 0) + 1);
  send({ action: "subscribe", topic });
  return () => {
    const left = (topics.get(topic) ?? 1) - 1;
    if (left > 0) topics.set(topic, left);
    else topics.delete(topic);
  };
}

export const liveState = () => state;

export function onLiveState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}

if (typeof window !== "undefined") {
  window.addEventListener("offline", drop);
  window.addEventListener("online", () => {
    if (isWanted && state === "closed") {
      clearTimeout(retry);
      attempts = 0;
      void open();
    }
  });
}
