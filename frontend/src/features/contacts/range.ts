/** Days of the center as instants: the picker gives days, the API takes times with a zone. */
export function asRange(from: string, to: string, today: string, timeZone: string): { day?: string; from?: string; to?: string } {
  if (!from && !to) return {};
  const first = from || to;
  const last = to || today;
  if (first === last) return { day: first };
  return { from: midnight(first, timeZone), to: midnight(dayAfter(last), timeZone) };
}

const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

function midnight(day: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(new Date(`${day}T00:00:00Z`));
  const offset = parts.find((part) => part.type === "timeZoneName")?.value.replace("GMT", "") || "+00:00";
  return `${day}T00:00:00${offset}`;
}
