/** The catalogue's own words, by type. */
import type { Catalogue, WidgetForm } from "../../api/flows";
import type { Text } from "../../api/types";
import type { Language } from "../../i18n";

export const say = (text: Text, language: Language) => (language === "zh-CN" ? text.zh : text.en);

export type Forms = ReadonlyMap<string, WidgetForm>;
export const formsOf = (catalogue: Catalogue): Forms => new Map(catalogue.widgets.map((form) => [form.type, form]));

export const typeTitle = (forms: Forms, type: string, language: Language) => {
  const form = forms.get(type);
  return form ? say(form.title, language) : type;
};

export const eventTitle = (forms: Forms, type: string, event: string, language: Language) => {
  const found = forms.get(type)?.events.find(({ name }) => name === event);
  return found ? say(found.title, language) : event;
};
