import { renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { merged, stateAfterTime, useMissed } from "../src/agent/pushed";
import type { Desk, Worker } from "../src/api/types";

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 6, 0, second)).toISOString();
const worker = (state: Worker["state"], second: number) => ({ state, since: at(second), activity: "ready", next_activity: null }) as Worker;
const contact = { contact_id: "CT1", state: "talking" } as Desk["contact"];
const desk = (state: Worker["state"], second = 10, part: Partial<Desk> = {}) => ({ worker: worker(state, second), offer: null, contact: null, ...part }) as Desk;

describe("what is pushed to the desk", () => {
  it("is kept without asking for the desk again: an offer makes the agent ring", () => {
    const after = merged(desk("ready"), { type: "offer", reservation_sid: "WR1", contact_id: "CT1", since: at(20) });
    expect(after.worker).toMatchObject({ state: "ringing", since: at(20) });
    expect(after.offer).toMatchObject({ reservation_sid: "WR1" });
    expect(merged(after, { type: "offer_ended", reservation_sid: "WR0" }).offer).not.toBeNull();
    expect(merged(after, { type: "offer_ended", reservation_sid: "WR1" }).offer).toBeNull();
    const free = merged(after, { type: "offer_ended", reservation_sid: "WR1", reason: "rescinded", state: "ready", since: at(22) });
    expect(free).toMatchObject({ offer: null, worker: { state: "ready", since: at(22) } });
  });

  it("leaves what is old aside: news may overtake each other", () => {
    const now = desk("ringing", 20);
    expect(merged(now, { type: "agent", worker: worker("ready", 10) })).toBe(now);
    expect(merged(now, { type: "agent", worker: worker("on_contact", 21) }).worker.state).toBe("on_contact");
  });

  it("takes the contact off the desk with the agent's last word about it", () => {
    const talking = desk("on_contact", 10, { contact });
    expect(merged(talking, { type: "agent", worker: worker("wrap_up", 30) }).contact).toBe(contact);
    expect(merged(talking, { type: "agent", worker: worker("ready", 40) }).contact).toBeNull();
  });

  it("is missed when two heartbeats in a row name a state nobody told of", () => {
    const { result } = renderHook(useMissed);
    const beat = (second: number) => result.current({ type: "heartbeat", since: at(second) }, desk("ready", 10));
    expect([beat(10), beat(20), beat(30), beat(30), beat(10)]).toEqual([false, false, false, true, false]);
  });
});

describe("the end of a timed wrap-up", () => {
  const wrapping = (ends: number | null) => desk("wrap_up", 10, { contact: { wrap_up_ends_at: ends === null ? null : at(ends) } as Desk["contact"] });
  const ready = { type: "agent", worker: worker("ready", 30) };

  it("is told with what the agent became, but not one that the agent ended", () => {
    expect(stateAfterTime(wrapping(30), ready, Date.parse(at(30)))).toBe("ready");
    expect(stateAfterTime(wrapping(40), ready, Date.parse(at(30)))).toBeNull();
    expect(stateAfterTime(wrapping(null), ready, Date.parse(at(30)))).toBeNull();
    expect(stateAfterTime(desk("ready"), ready, Date.parse(at(30)))).toBeNull();
  });
});
