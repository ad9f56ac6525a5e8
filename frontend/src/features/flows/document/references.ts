/** Liquid that speaks of a widget: `{{widgets.menu.Digits}}`, `{% if widgets["menu"].Digits == "1" %}`. */
const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

const escape = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The text with `from` called `to` in its Liquid; widgets whose names begin alike are left alone. */
export function renameIn(text: string, from: string, to: string): string {
  if (!text.includes("widgets")) return text;
  const name = escape(from);
  const dotted = new RegExp(`\\bwidgets\\.${name}(?![\\w-])`, "g");
  const quoted = new RegExp(`(\\bwidgets\\[\\s*(["']))${name}(\\2\\s*\\])`, "g");
  // A name with other signs than words have cannot follow a dot.
  const called = /^[\w-]+$/.test(to) ? `widgets.${to}` : `widgets["${to}"]`;
  return text.replace(LIQUID, (template) => template.replace(dotted, () => called).replace(quoted, (_, lead: string, __: string, end: string) => lead + to + end));
}
