import { describe, expect, it } from "vitest";
import { NO_OFFERS, offersReducer, type OfferEvent, type Offers } from "../src/agent/offers";
import type { Offer } from "../src/api/types";
import type { Line } from "../src/phone/state";

const offer: Offer = {
  reservation_sid: "WR1",
  contact_id: "CT1",
  queue: "consult",
  from_number: "+8613800138000",
  customer: { customer_id: "C1", name: "王小明", is_vip: true },
  callback: null, waited_seconds: 12,
  expires_at: "2026-05-11T02:00:15Z",
};
const line: Line = { reservation_sid: "WR1", contact_id: "CT1", from: "+8613800138000" };
const run = (...events: OfferEvent[]): Offers => events.reduce(offersReducer, NO_OFFERS);

describe("an offer that comes over the socket and over the line", () => {
  it("is one card when the socket speaks first", () => {
    const { current } = run({ type: "pushed", offer, now: 1 }, { type: "rings", line, now: 2 });
    expect(current).toMatchObject({ reservation_sid: "WR1", hasLine: true, pushed: offer, shownAt: 1 });
  });

  it("is one card when the line rings first", () => {
    const { current } = run({ type: "rings", line, now: 1 }, { type: "pushed", offer, now: 2 });
    expect(current).toMatchObject({ hasLine: true, pushed: offer, shownAt: 1 });
  });

  it("shows the card while only the line rings", () => {
    expect(run({ type: "rings", line, now: 1 }).current).toMatchObject({ contact_id: "CT1", pushed: null, hasLine: true });
  });

  it("remembers that the agent accepted before the line rang", () => {
    const { current } = run(
      { type: "pushed", offer, now: 1 },
      { type: "accepting", reservation_sid: "WR1" },
      { type: "rings", line, now: 2 },
    );
    expect(current).toMatchObject({ isAccepting: true, hasLine: true });
  });

  it("goes away when answered, and a late push does not bring it back", () => {
    const state = run(
      { type: "pushed", offer, now: 1 },
      { type: "rings", line, now: 2 },
      { type: "answered", reservation_sid: "WR1" },
      { type: "pushed", offer, now: 3 },
      { type: "synced", offer, now: 4 },
    );
    expect(state).toMatchObject({ current: null, lost: null });
  });

  it("tells a missed offer from one whose caller hung up", () => {
    const missed = run({ type: "pushed", offer, now: 1 }, { type: "ended", reservation_sid: "WR1", reason: "timeout" });
    expect(missed).toMatchObject({ current: null, lost: "timeout" });
    const gone = run({ type: "pushed", offer, now: 1 }, { type: "ended", reservation_sid: "WR1", reason: "canceled" });
    expect(gone).toMatchObject({ current: null, lost: "caller_gone" });
  });

  it("says nothing of loss when the agent declined", () => {
    const state = run(
      { type: "pushed", offer, now: 1 },
      { type: "declined", reservation_sid: "WR1" },
      { type: "ended", reservation_sid: "WR1", reason: "rejected" },
    );
    expect(state).toMatchObject({ current: null, lost: null });
  });

  it("cannot be accepted once its line is gone, until the server says why", () => {
    const { current } = run(
      { type: "pushed", offer, now: 1 },
      { type: "rings", line, now: 2 },
      { type: "accepting", reservation_sid: "WR1" },
      { type: "line_ended", reservation_sid: "WR1" },
    );
    expect(current).toMatchObject({ hasLine: false, isAccepting: false });
  });

  it("leaves another reservation alone", () => {
    const state = run({ type: "pushed", offer, now: 1 }, { type: "ended", reservation_sid: "WR9", reason: "timeout" });
    expect(state).toMatchObject({ current: { reservation_sid: "WR1" }, lost: null });
  });

  it("drops a card that the server no longer knows, but never one that rings", () => {
    expect(run({ type: "pushed", offer, now: 1 }, { type: "synced", offer: null, now: 2 }).current).toBeNull();
    const ringing = run({ type: "rings", line, now: 1 }, { type: "synced", offer: null, now: 2 });
    expect(ringing.current).not.toBeNull();
  });
});
