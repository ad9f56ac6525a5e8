/** Two-language texts from the API in the reader's language. */
import type { Text } from "../api/types";
import type { Language } from "../i18n";

export const inLanguage = (text: Text | null | undefined, language: Language): string =>
  text ? (language === "en" ? text.en : text.zh) || text.zh || text.en : "";
