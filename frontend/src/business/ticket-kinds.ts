import { useQuery } from "@tanstack/react-query";
import { fetchTicketKinds } from "../api/customers";
import { humanise, useWords } from "../i18n";
import type { Text } from "../api/types";
import { inLanguage } from "./texts";

/** Kinds and types come with their titles from the server; they seldom change. */
export function useKindTitles() {
  const { language } = useWords();
  const { data } = useQuery({ queryKey: ["ticket-kinds"], queryFn: fetchTicketKinds, staleTime: 3_600_000 });
  const kinds = data?.items ?? [];
  const word = (title: Text | undefined, name: string) => inLanguage(title, language) || humanise(name);
  const of = (kind: string) => kinds.find((one) => one.kind === kind);
  return {
    kinds,
    typesOf: (kind: string) => of(kind)?.types ?? [],
    kindTitle: (kind: string) => word(of(kind)?.title, kind),
    typeTitle: (kind: string, type: string) => word(of(kind)?.types.find((one) => one.name === type)?.title, type),
  };
}
