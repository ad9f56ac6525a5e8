import { useQuery } from "@tanstack/react-query";
import { fetchUsers } from "../../api/people";
import { useSession } from "../../session/session";
import type { Option } from "../../ui/field";

/** Agents to choose from; empty for those who see only their own contacts. */
export function useAgentNames(): Option[] {
  const { may } = useSession();
  const { data } = useQuery({
    queryKey: ["users"],
    queryFn: fetchUsers,
    enabled: may("users.read") && may("contacts.read_all"),
    staleTime: 300_000,
  });
  return (data?.items ?? []).flatMap((user) => (user.worker_sid ? [[user.worker_sid, user.name] as const] : []));
}
