/** Typed messages: a missing key, an unknown key or a forgotten parameter is a type error. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import type en from "./en";
import { makeFormats, type Formats, type Language } from "./format";

export type { Language } from "./format";
export type Messages = Record<keyof typeof en, string>;
export type MessageKey = keyof typeof en;
type ParamsIn<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsIn<Rest> : never;
type Params<K extends MessageKey> = ParamsIn<(typeof en)[K]>;
type Arguments<K extends MessageKey> = [Params<K>] extends [never] ? [] : [Record<Params<K>, string | number>];
export type Translate = <K extends MessageKey>(key: K, ...values: Arguments<K>) => string;
/** Words for a value of an enum: `label("state", "ready")`; an unknown value is shown as words, never as a raw key. */
export type Label = (group: string, value: string | null | undefined) => string;

const STORED = "trunkline.language";
const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import("./en"),
  "zh-CN": () => import("./zh"),
};

export function fill(message: string, values: Record<string, string | number> = {}): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

export function humanise(value: string): string {
  const words = value.replace(/[_.-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "en" || stored === "zh-CN") return stored;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

interface Words {
  language: Language;
  setLanguage(language: Language): void;
  t: Translate;
  label: Label;
  format: Formats;
}

const WordsContext = createContext<Words | null>(null);

export const loadMessages = async (language: Language) => (await loaders[language]()).default;

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

interface Props {
  first: { language: Language; messages: Messages };
  timeZone: string;
  children: ReactNode;
}

export function WordsProvider({ first, timeZone, children }: Props) {
  const [current, setCurrent] = useState(first);
  const setLanguage = useCallback((language: Language) => {
    void loadMessages(language).then((messages) => {
      localStorage.setItem(STORED, language);
      setCurrent({ language, messages });
    });
  }, []);
  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);
  const words = useMemo(
    () => ({ ...makeWords(current.language, current.messages, timeZone), setLanguage }),
    [current, timeZone, setLanguage],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error("useWords needs a WordsProvider");
  return words;
}
