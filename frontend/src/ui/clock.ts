/** The server's clock, which counts: this computer's may be wrong by minutes. */
const CLOSE_ENOUGH_MS = 2_000;
let aheadMs = 0;

/** Now, by the server's clock. */
export const now = () => Date.now() + aheadMs;

/** The server's time as it was heard just now. What the way here takes is not worth correcting. */
export function setClock(at: unknown): void {
  const ahead = typeof at === "string" ? Date.parse(at) - Date.now() : NaN;
  if (!Number.isNaN(ahead)) aheadMs = Math.abs(ahead) < CLOSE_ENOUGH_MS ? 0 : ahead;
}
