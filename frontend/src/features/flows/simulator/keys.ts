/** Keys as a gathering widget takes them: at the full number or the finishing key they are handed in. */
import type { WaitsFor } from "../../../api/flows";

export interface Pressed {
  /** Still being keyed. */
  pending: string;
  /** Handed in with this key, or null. */
  digits: string | null;
}

export function press(pending: string, key: string, waits: Pick<WaitsFor, "num_digits" | "finish_on_key">): Pressed {
  if (waits.finish_on_key && key === waits.finish_on_key) return { pending: "", digits: pending };
  const keyed = pending + key;
  if (waits.num_digits !== null && keyed.length >= waits.num_digits) return { pending: "", digits: keyed };
  return { pending: keyed, digits: null };
}
