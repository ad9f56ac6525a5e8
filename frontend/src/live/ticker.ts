/**
 * Ticks that go on behind other tabs: a browser slows the timers of a hidden page to one a minute, by which an agent
 * would lose the lease, but not those of a worker.
 */
export function every(ms: number, tick: () => void): () => void {
  if (typeof Worker === "undefined") {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  }
  const worker = new Worker(new URL("./ticks.ts", import.meta.url), { type: "module" });
  worker.onmessage = tick;
  worker.postMessage(ms);
  return () => worker.terminate();
}
