import { useQuery, useQueryClient } from "@tanstack/react-query";
import { fetchFloor } from "../../api/floor";
import type { Floor } from "../../api/types";
import { useLiveMessages, useLiveTopic } from "../../live";

const KEY = ["floor"] as const;

/** The floor as it is now: pushed when something happens, asked for every 15 s in case a push was lost. */
export function useFloor() {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: fetchFloor, refetchInterval: 15_000 });
  // A floor too big for one message comes as null: then ask.
  useLiveTopic("floor", [], KEY);
  useLiveMessages((message) => {
    if (message.type !== "floor") return;
    if (message["floor"]) queries.setQueryData<Floor>(KEY, message["floor"] as Floor);
    else void queries.invalidateQueries({ queryKey: KEY });
  });
  return query;
}
