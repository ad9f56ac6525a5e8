/** The indicators as a spreadsheet reads them: UTF-8 with a mark, so that Excel shows Chinese. */
import type { NodeIndicator } from "../../../api/flows";

export const COLUMNS = ["widget", "type", "kind", "entries", "calls", "average_dwell_seconds", "timeout_rate", "error_rate", "hangup_rate", "success_rate"] as const satisfies readonly (keyof NodeIndicator)[];

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  // A name that begins like a formula must stay a name.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(nodes: readonly NodeIndicator[], titles: readonly string[]): string {
  const lines = nodes.map((node) => COLUMNS.map((column) => cell(node[column])).join(","));
  return `\uFEFF${[titles.map(cell).join(","), ...lines].join("\r\n")}\r\n`;
}
