import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Waiting } from "../src/api/types";
import WaitingList from "../src/features/line/waiting-list";
import { SessionProvider } from "../src/session/session";
import { hold } from "../src/session/tokens";
import { serve, show } from "./render";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const agent = { user_id: "U1", username: "agent2", name: "张伟", role: "agent", language: "en", permissions: ["calls.pick_up"], worker_sid: "WK2" };
const call: Waiting = {
  contact_id: "CT1", queue: "sales", number: "+8613800138000", customer: null, is_callback: false, priority: 0, since: "2026-05-11T02:00:00Z", rings_at: "WR1", agent_name: "李娜",
};
const queues = { items: [{ name: "sales", title: { zh: "销售", en: "Telesales" } }] };

async function showList(answers: Parameters<typeof serve>[0], canRing = true) {
  const asked = serve({ "GET /desk/queues": { body: queues }, "GET /desk/waiting": { body: { items: [call] } }, ...answers });
  hold({ access_token: "a", refresh_token: "r", expires_in: 900, token_type: "Bearer", user: agent } as unknown as Parameters<typeof hold>[0]);
  const picked = vi.fn();
  await show(<SessionProvider><WaitingList canRing={canRing} onPicked={picked} /></SessionProvider>);
  return { asked, picked };
}

describe("the list of who waits", () => {
  it("says where a call rings, in the center's own words for its queue", async () => {
    await showList({});
    expect(await screen.findByText("Telesales · rings at 李娜")).toBeTruthy();
  });

  it("picks a call up by the reservation that it showed", async () => {
    const { asked, picked } = await showList({ "POST /desk/waiting/CT1/pick-up": { body: { reservation_sid: "WR2" } } });
    fireEvent.click(await screen.findByTestId("pick-up"));
    await waitFor(() => expect(picked).toHaveBeenCalledWith("WR2"));
    expect(asked.find(({ route }) => route.startsWith("POST"))?.body).toEqual({ rings_at: "WR1" });
  });

  it("says so when somebody else was faster", async () => {
    await showList({ "POST /desk/waiting/CT1/pick-up": { status: 409, body: { error: { code: "taken", message: "", fields: [] } } } });
    fireEvent.click(await screen.findByTestId("pick-up"));
    expect(await screen.findByText("Somebody else was faster, or the caller has gone.")).toBeTruthy();
  });

  it("offers nothing to a desk whose phone is off", async () => {
    await showList({}, false);
    expect((await screen.findByTestId<HTMLButtonElement>("pick-up")).disabled).toBe(true);
  });

  it("is empty with a word about what it is for", async () => {
    await showList({ "GET /desk/waiting": { body: { items: [] } } });
    expect(await screen.findByText("Nobody is waiting.")).toBeTruthy();
  });
});
