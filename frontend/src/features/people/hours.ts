import type { OpenHours } from "../../api/types";

/** "08:00-12:00, 13:00-18:00" <-> hours; an empty line is a closed day. */
export function readHours(text: string): OpenHours[] {
  return [...text.matchAll(/(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})/g)].map(([, oh = "", om = "", ch = "", cm = ""]) => ({
    opens: `${oh.padStart(2, "0")}:${om}`,
    closes: `${ch.padStart(2, "0")}:${cm}`,
  }));
}

export const writeHours = (hours: readonly OpenHours[]): string =>
  hours.map(({ opens, closes }) => `${opens.slice(0, 5)}-${closes.slice(0, 5)}`).join(", ");
