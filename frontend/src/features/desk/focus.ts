/** Which contact the desk is about, and how far it is, from the server's word and the phone's. */
import type { OfferCard } from "../../agent/offers";
import type { Desk, DeskContact } from "../../api/types";
import type { Line } from "../../phone/state";

export type Stage = "offered" | "talking" | "on_hold" | "wrap_up";

export interface Focus {
  contactId: string;
  stage: Stage;
  contact: DeskContact | null;
  reservationSid: string | null;
  /** Null while only the line is known, which names our own number; the pop fills it in. */
  fromNumber: string | null;
  queue: string | null;
  /** The conversation's sound is at this browser. */
  isHere: boolean;
}

export function focusOf(desk: Desk | undefined, talking: Line | null, offer: OfferCard | null): Focus | null {
  const contact = desk?.contact ?? null;
  if (talking) {
    const known = contact?.contact_id === talking.contact_id ? contact : null;
    return {
      contactId: talking.contact_id,
      stage: known?.is_held ? "on_hold" : "talking",
      contact: known,
      reservationSid: talking.reservation_sid,
      fromNumber: known?.from_number ?? offer?.pushed?.from_number ?? null,
      queue: known?.queue ?? offer?.pushed?.queue ?? null,
      isHere: true,
    };
  }
  const stage = contact && desk ? stageOf(contact, desk.worker.state) : null;
  if (contact && stage) {
    return {
      contactId: contact.contact_id,
      stage,
      contact,
      reservationSid: contact.reservation_sid,
      fromNumber: contact.from_number,
      queue: contact.queue,
      isHere: false,
    };
  }
  if (!offer?.contact_id) return null;
  return {
    contactId: offer.contact_id,
    stage: "offered",
    contact: null,
    reservationSid: offer.reservation_sid,
    fromNumber: offer.pushed?.from_number ?? null,
    queue: offer.pushed?.queue ?? null,
    isHere: false,
  };
}

/** The caller may be gone (`ended`) while the agent still wraps up: the agent's own state decides. */
function stageOf(contact: DeskContact, agentState: string): Stage | null {
  if (agentState === "wrap_up" || contact.state === "wrap_up") return "wrap_up";
  if (contact.is_held || contact.state === "on_hold") return "on_hold";
  if (contact.state === "talking" || agentState === "on_contact") return "talking";
  return null;
}
