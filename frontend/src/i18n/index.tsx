/** Typed messages: a missing key, an unknown key or a forgotten parameter is a type error. */
import { createContext, use, useMemo, useSyncExternalStore, type ReactNode } from "react";
import { catalog, onSpeak, speak, type English, type Messages } from "./catalog";
import { makeFormats, type Formats, type Language } from "./format";

export type { Language } from "./format";
export type MessageKey = keyof English;
type ParamsIn<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsIn<Rest> : never;
type Params<K extends MessageKey> = ParamsIn<English[K]>;
type Arguments<K extends MessageKey> = [Params<K>] extends [never] ? [] : [Record<Params<K>, string | number>];
export type Translate = <K extends MessageKey>(key: K, ...values: Arguments<K>) => string;
/** Words for a value of an enum: `label("state", "ready")`; an unknown value is shown as words, never as a raw key. */
export type Label = (group: string, value: string | null | undefined) => string;

export function fill(message: string, values: Record<string, string | number> = {}): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

export function humanise(value: string): string {
  const words = value.replace(/[_.-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Words {
  language: Language;
  setLanguage(language: Language): void;
  t: Translate;
  label: Label;
  format: Formats;
}

const WordsContext = createContext<Words | null>(null);

export function makeWords(language: Language, messages: Messages, timeZone: string): Omit<Words, "setLanguage"> {
  const t = (key: MessageKey, values?: Record<string, string | number>) => fill(messages[key], values);
  return {
    language,
    t: t as Translate,
    label: (group, value) => {
      if (!value) return "–";
      return (messages as Record<string, string>)[`${group}.${value}`] ?? humanise(value);
    },
    format: makeFormats(language, timeZone),
  };
}

const setLanguage = (language: Language) => void speak(language);

export function WordsProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  const current = useSyncExternalStore(onSpeak, catalog);
  const words = useMemo(
    () => current && { ...makeWords(current.language, current.messages, timeZone), setLanguage },
    [current, timeZone],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error("useWords needs a WordsProvider");
  return words;
}
