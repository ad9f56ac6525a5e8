/** The messages in use: the desk's at once, the other pages' with the first of them. */
import type first from "./en";
import type more from "./en/more";
import type { Language } from "./format";

export type FirstMessages = Record<keyof typeof first, string>;
export type MoreMessages = Record<keyof typeof more, string>;
export type Messages = FirstMessages & MoreMessages;
export type English = typeof first & typeof more;

export interface Catalog {
  language: Language;
  messages: Messages;
}

const STORED = "trunkline.language";
const FIRST: Record<Language, () => Promise<{ default: FirstMessages }>> = {
  en: () => import("./en"),
  "zh-CN": () => import("./zh"),
};
const MORE: Record<Language, () => Promise<{ default: MoreMessages }>> = {
  en: () => import("./en/more"),
  "zh-CN": () => import("./zh/more"),
};

let current: Catalog | null = null;
let given: Partial<Record<Language, Record<string, string>>> = {};
let hasMore = false;
const listeners = new Set<() => void>();

export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "en" || stored === "zh-CN") return stored;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export async function speak(language: Language): Promise<void> {
  const [first, more] = await Promise.all([FIRST[language](), hasMore ? MORE[language]() : null]);
  // Pages that need the rest wait for `sayMore`, so that nobody meets a key without words.
  current = { language, messages: { ...first.default, ...more?.default, ...given[language] } as Messages };
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  listeners.forEach((listener) => listener());
}

/** Words that the center gives itself, such as its queues' titles, go before ours. */
export function nameValues(names: typeof given): void {
  given = names;
  if (current) void speak(current.language);
}

/** Every page but the desk waits for this before it is shown. */
export async function sayMore(): Promise<void> {
  if (hasMore) return;
  hasMore = true;
  await speak(current?.language ?? preferredLanguage());
}

export const catalog = () => current;

export function onSpeak(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
