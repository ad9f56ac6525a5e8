// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OfferCard } from "../src/agent/offers";
import { popKey } from "../src/agent/pop-key";
import { PUSH_MS, usePop } from "../src/agent/use-pop";

let current: OfferCard | null = null;
const fetchPop = vi.fn(async (contactId: string) => ({ contact_id: contactId, from_number: "fetched" }));
vi.mock("../src/agent/agent", () => ({ useAgent: () => ({ offers: { current, lost: null, over: [] } }) }));
vi.mock("../src/api/desk", () => ({ fetchPop: (contactId: string) => fetchPop(contactId) }));

const ringing = (): OfferCard => ({ reservation_sid: "WR1", contact_id: "CT1", pushed: null, hasLine: true, isAccepting: false, shownAt: Date.now() });

function Shown() {
  const { data } = usePop("CT1");
  return <p data-testid="pop">{data ? data.from_number : "none"}</p>;
}

function show() {
  const queries = new QueryClient();
  const tree = () => <QueryClientProvider client={queries}><Shown /></QueryClientProvider>;
  const { rerender } = render(tree());
  return { queries, again: () => rerender(tree()) };
}

const passing = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers();
  fetchPop.mockClear();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("a pop that comes with the offer is shown and not asked for, nor when the talk begins", async () => {
  current = ringing();
  const { queries, again } = show();
  await passing(200);
  queries.setQueryData(popKey("CT1"), { contact_id: "CT1", from_number: "pushed" });
  await passing(PUSH_MS);
  expect(screen.getByTestId("pop").textContent).toBe("pushed");
  current = null;
  again();
  await passing(60_000);
  expect(screen.getByTestId("pop").textContent).toBe("pushed");
  expect(fetchPop).not.toHaveBeenCalled();
});

test("a pop whose push is lost is asked for after a moment of ringing", async () => {
  current = ringing();
  show();
  await passing(PUSH_MS - 100);
  expect(fetchPop).not.toHaveBeenCalled();
  await passing(200);
  await passing(10);
  expect(fetchPop).toHaveBeenCalledExactlyOnceWith("CT1");
  expect(screen.getByTestId("pop").textContent).toBe("fetched");
});

test("an offer that was pushed without its pop is asked for at once", async () => {
  current = { ...ringing(), pushed: {} as OfferCard["pushed"] };
  show();
  await passing(10);
  expect(fetchPop).toHaveBeenCalledOnce();
});

test("after a reload, in the middle of a talk, the pop is asked for at once", async () => {
  current = null;
  show();
  await passing(10);
  expect(fetchPop).toHaveBeenCalledOnce();
});
