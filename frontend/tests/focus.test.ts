import { describe, expect, it } from "vitest";
import type { OfferCard } from "../src/agent/offers";
import type { Desk, DeskContact } from "../src/api/types";
import { focusOf } from "../src/features/desk/focus";

const contact = (part: Partial<DeskContact>): DeskContact => ({
  contact_id: "CT1", reservation_sid: "WR1", state: "talking", queue: "consult", language: "zh-CN", from_number: "+8613800138000",
  to_number: "4008888888", customer_id: null, started_at: "", queued_at: null, answered_at: null, ended_at: null,
  is_held: false, hold_count: 0, is_recorded: true, disposition: null, note: null, callback: null, wrap_up_started_at: null, wrap_up_ends_at: null, timeline: [], ...part,
});
const desk = (state: Desk["worker"]["state"], part?: Partial<DeskContact>): Desk => ({
  worker: { worker_sid: "WK1", username: "agent1", name: "", activity: "ready", reason: null, state, since: "", next_activity: null, lease_expires_at: null, queues: [] },
  offer: null,
  contact: part ? contact(part) : null,
});
const line = { reservation_sid: "WR1", contact_id: "CT1", from: "+8613800138000" };
const offer: OfferCard = { reservation_sid: "WR2", contact_id: "CT2", pushed: null, hasLine: true, isAccepting: false, shownAt: 0 };

describe("what the desk is about", () => {
  it("is nothing while waiting", () => {
    expect(focusOf(desk("ready"), null, null)).toBeNull();
  });

  it("is the offered contact while it rings, so that the file is on screen before the answer", () => {
    expect(focusOf(desk("ringing"), null, offer)).toMatchObject({ contactId: "CT2", stage: "offered" });
  });

  it("is the call as soon as the line is answered, before the server has said so", () => {
    expect(focusOf(desk("ringing"), line, null)).toMatchObject({ contactId: "CT1", stage: "talking", isHere: true });
  });

  it("shows hold from the server's word", () => {
    expect(focusOf(desk("on_contact", { is_held: true }), line, null)).toMatchObject({ stage: "on_hold" });
  });

  it("stays with the contact through wrap-up though the caller has gone", () => {
    expect(focusOf(desk("wrap_up", { state: "ended" }), null, null)).toMatchObject({ contactId: "CT1", stage: "wrap_up" });
  });

  it("says when the sound is not at this browser", () => {
    expect(focusOf(desk("on_contact", {}), null, null)).toMatchObject({ stage: "talking", isHere: false });
  });

  it("lets a finished contact go", () => {
    expect(focusOf(desk("ready", { state: "ended" }), null, null)).toBeNull();
  });
});
