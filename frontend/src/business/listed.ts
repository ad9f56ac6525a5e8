import type { Language } from "../i18n";

/** Things one after the other, parted as the language does. */
export const listed = (things: string[], language: Language): string => things.join(language === "en" ? ", " : "、");
