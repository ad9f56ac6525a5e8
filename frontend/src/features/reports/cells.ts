import type { Cell, Unit } from "../../api/types";
import { duration, type Formats } from "../../i18n/format";

/** A report's raw value as people read it; what could not be computed is a dash, never a zero. */
export function readCell(value: Cell | undefined, unit: Unit, format: Formats): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "string") return unit === "time" ? format.dateTime(value) : value;
  if (unit === "seconds") return duration(value);
  if (unit === "share") return format.percent(value);
  return format.number(value, 2);
}
