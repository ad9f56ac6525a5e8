/**
 * The offer on the agent's screen. News of one offer comes twice, from our socket (who, why, until when) and from the
 * carrier (the ringing line), in either order; both carry the reservation, by which they are merged.
 */
import type { Offer } from "../api/types";
import type { Line } from "../phone/state";

export interface OfferCard {
  reservation_sid: string;
  contact_id: string;
  /** What the socket said; null while only the line rings. */
  pushed: Offer | null;
  hasLine: boolean;
  isAccepting: boolean;
  shownAt: number;
}

export interface Offers {
  current: OfferCard | null;
  /** How the last offer ended without this agent, until told otherwise. */
  lost: "timeout" | "caller_gone" | null;
  /** Offers that are over: a late message about one must not bring it back. */
  over: readonly string[];
}

export const NO_OFFERS: Offers = { current: null, lost: null, over: [] };

export type OfferEvent =
  | { type: "pushed"; offer: Offer; now: number }
  | { type: "rings"; line: Line; now: number }
  | { type: "line_ended"; reservation_sid: string }
  | { type: "ended"; reservation_sid: string; reason: string | null }
  | { type: "accepting"; reservation_sid: string }
  | { type: "declined"; reservation_sid: string }
  | { type: "answered"; reservation_sid: string }
  | { type: "synced"; offer: Offer | null; now: number }
  | { type: "seen" };

const REMEMBERED = 20;
const isOver = (state: Offers, reservation: string) => state.over.includes(reservation);

function close(state: Offers, reservation: string, lost: Offers["lost"]): Offers {
  const over = isOver(state, reservation) ? state.over : [...state.over, reservation].slice(-REMEMBERED);
  const isCleared = state.current === null && !isOver(state, reservation);
  // The desk may have been fetched, without the offer, before this word of how it ended.
  if (isCleared && lost) return { ...state, lost, over };
  if (state.current?.reservation_sid !== reservation) return { ...state, over };
  return { current: null, lost, over };
}

function pushed(state: Offers, offer: Offer, now: number): Offers {
  if (isOver(state, offer.reservation_sid)) return state;
  const known = state.current?.reservation_sid === offer.reservation_sid ? state.current : null;
  const current: OfferCard = {
    reservation_sid: offer.reservation_sid,
    contact_id: offer.contact_id,
    hasLine: known?.hasLine ?? false,
    isAccepting: known?.isAccepting ?? false,
    shownAt: known?.shownAt ?? now,
    pushed: offer,
  };
  return { ...state, current, lost: null };
}

function rings(state: Offers, line: Line, now: number): Offers {
  if (isOver(state, line.reservation_sid)) return state;
  if (state.current?.reservation_sid === line.reservation_sid) {
    return { ...state, current: { ...state.current, hasLine: true } };
  }
  const current: OfferCard = {
    reservation_sid: line.reservation_sid,
    contact_id: line.contact_id,
    pushed: null,
    hasLine: true,
    isAccepting: false,
    shownAt: now,
  };
  return { ...state, current, lost: null };
}

function lineEnded(state: Offers, reservation: string): Offers {
  const { current } = state;
  if (current?.reservation_sid !== reservation) return state;
  // The carrier gave up the leg; the server's word about why follows. Until then the offer cannot be accepted.
  if (!current.pushed) return close(state, reservation, null);
  return { ...state, current: { ...current, hasLine: false, isAccepting: false } };
}

function synced(state: Offers, offer: Offer | null, now: number): Offers {
  if (offer) return pushed(state, offer, now);
  const { current } = state;
  if (!current || current.hasLine || current.isAccepting) return state;
  return { ...state, current: null };
}

export function offersReducer(state: Offers, event: OfferEvent): Offers {
  switch (event.type) {
    case "pushed":
      return pushed(state, event.offer, event.now);
    case "rings":
      return rings(state, event.line, event.now);
    case "line_ended":
      return lineEnded(state, event.reservation_sid);
    case "ended":
      return close(state, event.reservation_sid, lossOf(event.reason));
    case "accepting":
      if (state.current?.reservation_sid !== event.reservation_sid) return state;
      return { ...state, current: { ...state.current, isAccepting: true } };
    case "declined":
    case "answered":
      return close(state, event.reservation_sid, null);
    case "synced":
      return synced(state, event.offer, event.now);
    case "seen":
      return { ...state, lost: null };
  }
}

function lossOf(reason: string | null): Offers["lost"] {
  // Routing's word for a call that nobody answered in time, and the carrier's, when its news is faster.
  if (reason === "rona" || reason === "timeout" || reason === "no-answer") return "timeout";
  if (reason === "canceled" || reason === "caller_gone") return "caller_gone";
  return null;
}
