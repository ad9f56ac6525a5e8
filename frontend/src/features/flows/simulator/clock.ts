/** The wall clock of the center's zone, as a date-time field writes it, and the instant it means. */

function wallClock(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "00";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

export const fieldOf = (at: Date, zone: string) => wallClock(at, zone);

/** Null when the field does not hold a time. */
export function instantOf(field: string, zone: string): string | null {
  const asUtc = Date.parse(`${field}Z`);
  if (Number.isNaN(asUtc)) return null;
  const shown = Date.parse(`${wallClock(new Date(asUtc), zone)}Z`);
  // The zone's distance at that moment; asked again, because the first guess may stand across a clock change.
  const guess = asUtc - (shown - asUtc);
  const again = Date.parse(`${wallClock(new Date(guess), zone)}Z`);
  return new Date(guess - (again - asUtc)).toISOString();
}
