/** What a push changes of the desk, so that the desk need not be asked for again. */
import { useCallback, useRef } from "react";
import type { Desk, Offer, Worker } from "../api/types";
import type { LiveMessage } from "../live";

const WITH_CONTACT = ["ringing", "on_contact", "wrap_up"];

export const offerIn = (message: LiveMessage) => message as unknown as Offer;

export function merged(desk: Desk, message: LiveMessage): Desk {
  switch (message.type) {
    case "offer":
      return withOffer(desk, message);
    case "offer_ended":
      return withoutOffer(desk, message);
    case "contact":
      return { ...desk, contact: message["contact"] as Desk["contact"] };
    case "agent":
      return withWorker(desk, message["worker"] as Worker);
    default:
      return desk;
  }
}

/** The offer itself says that the agent rings. With a conversation that goes on beside it, that stays in front. */
function withOffer(desk: Desk, message: LiveMessage): Desk {
  const since = message["since"];
  const isFree = desk.worker.state === "ready";
  const worker: Worker = isFree ? { ...desk.worker, state: "ringing", since: typeof since === "string" ? since : desk.worker.since } : desk.worker;
  return { ...desk, worker, offer: offerIn(message) };
}

/** Of several agents who were rung for a call the others hear with it what they are now. */
function withoutOffer(desk: Desk, message: LiveMessage): Desk {
  if (desk.offer?.reservation_sid !== message["reservation_sid"]) return desk;
  const { state, since } = message;
  const isTold = desk.worker.state === "ringing" && typeof state === "string" && typeof since === "string";
  return { ...desk, offer: null, worker: isTold ? { ...desk.worker, state: state as Worker["state"], since } : desk.worker };
}

/** News may overtake each other: what began earlier than what is known already is old. */
function withWorker(desk: Desk, worker: Worker): Desk {
  if (Date.parse(worker.since) < Date.parse(desk.worker.since)) return desk;
  const offer = worker.state === "ringing" ? desk.offer : null;
  return { worker, offer, contact: WITH_CONTACT.includes(worker.state) ? desk.contact : null };
}

/** What the agent became when the time of the wrap-up was up; null when it ended otherwise, or goes on. */
export function stateAfterTime(desk: Desk | undefined, message: LiveMessage, now: number): Worker["state"] | null {
  const { state } = message["worker"] as Worker;
  const ends = desk?.contact?.wrap_up_ends_at;
  const isOver = desk?.worker.state === "wrap_up" && state !== "wrap_up" && ends && Date.parse(ends) <= now + 500;
  return isOver ? state : null;
}

/** Whether pushes have been missed: two heartbeats in a row name a state that the desk has not heard of. */
export function useMissed(): (heartbeat: LiveMessage, desk: Desk | undefined) => boolean {
  const unheard = useRef<unknown>(null);
  return useCallback((heartbeat, desk) => {
    const { since } = heartbeat;
    const isKnown = typeof since !== "string" || Date.parse(since) === Date.parse(desk?.worker.since ?? "");
    const isMissed = !isKnown && unheard.current === since;
    unheard.current = isKnown || isMissed ? null : since;
    return isMissed;
  }, []);
}
