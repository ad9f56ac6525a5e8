import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { fetchSession } from "../../api/session";
import { useRefreshUser } from "../../session/session";

/** A role changed by an administrator shows at the next opening, without signing in again. */
export function useFreshSession(): void {
  const { data } = useQuery({ queryKey: ["session"], queryFn: fetchSession, staleTime: 60_000 });
  const refreshUser = useRefreshUser();
  useEffect(() => {
    if (data) refreshUser(data.user);
  }, [data, refreshUser]);
}
