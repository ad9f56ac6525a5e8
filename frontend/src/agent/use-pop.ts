import { useQuery } from "@tanstack/react-query";
import { fetchPop } from "../api/desk";

export const popKey = (contactId: string) => ["pop", contactId] as const;

/** The screen pop of a contact: asked for as soon as anything rings, whichever news came first. */
export function usePop(contactId: string | null | undefined) {
  return useQuery({
    queryKey: popKey(contactId ?? ""),
    queryFn: () => fetchPop(contactId ?? ""),
    enabled: Boolean(contactId),
    // A pop that raced the contact's first write: ask again soon, the agent is waiting for it.
    retry: 3,
    retryDelay: 400,
  });
}
