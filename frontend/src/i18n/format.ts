/** Dates, numbers, durations and phone numbers as people read them, in the center's time zone. */
export type Language = "zh-CN" | "en";

export interface Formats {
  time(at: string): string;
  clock(at: string): string;
  date(at: string): string;
  dateTime(at: string): string;
  recent(at: string, now?: number): string;
  number(value: number, digits?: number): string;
  percent(share: number): string;
  today(now?: number): string;
}

export function makeFormats(language: Language, timeZone: string): Formats {
  const of = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, { timeZone, hourCycle: "h23", ...options });
    return (at: string) => (isInstant(at) ? format.format(new Date(at)) : "–");
  };
  const time = of({ hour: "2-digit", minute: "2-digit" });
  const monthDay = of({ month: "short", day: "numeric" });
  const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const dayOf = (ms: number) => isoDay.format(new Date(ms));
  const plain = new Map<number, Intl.NumberFormat>();
  const number = (value: number, digits = 0) => {
    const format = plain.get(digits) ?? new Intl.NumberFormat(language, { maximumFractionDigits: digits });
    plain.set(digits, format);
    return format.format(value);
  };
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  return {
    time,
    clock: of({ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }),
    date: of({ year: "numeric", month: "short", day: "numeric" }),
    dateTime: of({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    recent(at, now = Date.now()) {
      if (!isInstant(at)) return "–";
      return dayOf(Date.parse(at)) === dayOf(now) ? time(at) : `${monthDay(at)} ${time(at)}`;
    },
    number,
    percent: (share) => percent.format(share),
    today: (now = Date.now()) => dayOf(now),
  };
}

const isInstant = (at: string) => !Number.isNaN(Date.parse(at));

/** 65 -> "01:05", 3725 -> "1:02:05"; negatives (clock skew) read as zero. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${pad(Math.floor((whole % 3600) / 60))}:${pad(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** "+8613800138000" -> "138 0013 8000"; anything unknown stays as it came. */
export function phone(raw: string | null | undefined): string {
  if (!raw) return "–";
  const mobile = /^(?:\+?86)?(1\d{2})(\d{4})(\d{4})$/.exec(raw);
  if (mobile) return `${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  const toll = /^(?:\+?86)?(400|800)(\d{3})(\d{4})$/.exec(raw);
  if (toll) return `${toll[1]} ${toll[2]} ${toll[3]}`;
  return raw.replace(/^\+86/, "");
}
