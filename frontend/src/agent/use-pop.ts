import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { fetchPop } from "../api/desk";
import { useAgent } from "./agent";
import { popKey } from "./pop-key";
import type { OfferCard } from "./offers";
import { now } from "../ui/clock";

/** How long after the first ring the push, which carries the pop, may take. */
export const PUSH_MS = 1_500;
/** What the agent changes asks for it again. */
const FRESH_MS = 300_000;

/** The screen pop of a contact. It comes with the offer; asked for when that does not come, or after a reload. */
export function usePop(contactId: string | null | undefined) {
  const { offers } = useAgent();
  const isPushed = useAwaited(offers.current, contactId);
  return useQuery({
    queryKey: popKey(contactId ?? ""),
    queryFn: () => fetchPop(contactId ?? ""),
    enabled: Boolean(contactId) && !isPushed,
    staleTime: FRESH_MS,
    // A pop that raced the contact's first write: ask again soon, the agent is waiting for it.
    retry: 3,
    retryDelay: 400,
  });
}

/** Whether the phone rings and the push of its offer is still to come. */
function useAwaited(card: OfferCard | null, contactId: string | null | undefined): boolean {
  const isRinging = card !== null && card.contact_id === contactId && !card.pushed;
  const [late, setLate] = useState<string | null>(null);
  const reservation = isRinging ? card.reservation_sid : null;
  const shownAt = isRinging ? card.shownAt : 0;
  useEffect(() => {
    if (!reservation) return;
    const timer = setTimeout(() => setLate(reservation), Math.max(0, shownAt + PUSH_MS - now()));
    return () => clearTimeout(timer);
  }, [reservation, shownAt]);
  return reservation !== null && late !== reservation;
}
