/** The center's queues: their titles are the words for them on every page, and lists offer what there is. */
import { useQuery } from "@tanstack/react-query";
import { fetchQueues } from "../api/line";
import type { QueueName } from "../api/types";
import { useWords } from "../i18n";
import { nameValues } from "../i18n/catalog";
import type { Option } from "../ui/field";

const named = (queues: readonly QueueName[], language: "zh" | "en") => Object.fromEntries(queues.map((one) => [`queue.${one.name}`, one.title[language]]));

async function askForQueues(): Promise<QueueName[]> {
  const { items } = await fetchQueues();
  nameValues({ "zh-CN": named(items, "zh"), en: named(items, "en") });
  return items;
}

/** Asks once, and says their titles from then on. */
export const useQueues = () => useQuery({ queryKey: ["queues"], queryFn: askForQueues, staleTime: 60_000 });

/** What a list of queues to choose from offers, `first` before them. */
export function useQueueOptions(...first: readonly Option[]): readonly Option[] {
  const { label } = useWords();
  const { data = [] } = useQueues();
  return [...first, ...data.map(({ name }) => [name, label("queue", name)] as const)];
}
