/** One tab of the browser owns the phone; the others say so and may take it over. */
export type Leadership = "asking" | "leader" | "follower";

const LOCK = "trunkline.phone";

interface Claim {
  take(): void;
  release(): void;
}

/** Waits for the lock without end; `onChange` hears when this tab gets or loses the phone. */
export function claimPhone(owner: string, onChange: (leadership: Leadership) => void): Claim {
  const name = `${LOCK}.${owner}`;
  const done = new AbortController();
  let letGo: (() => void) | undefined;
  let isReleased = false;

  const own = () => {
    if (isReleased) return;
    onChange("leader");
    return new Promise<void>((resolve) => {
      letGo = resolve;
    });
  };
  // A tab that was robbed of the lock (the rejection) queues again behind the new owner.
  const wait = () => {
    if (isReleased) return;
    navigator.locks.request(name, { signal: done.signal }, own).catch(() => {
      if (isReleased) return;
      onChange("follower");
      wait();
    });
  };

  if (!navigator.locks) {
    onChange("leader");
    return { take: () => undefined, release: () => undefined };
  }
  void navigator.locks.query().then(({ held = [] }) => {
    if (held.some((lock) => lock.name === name)) onChange("follower");
    wait();
  });
  return {
    take: () => {
      navigator.locks.request(name, { steal: true }, own).catch(() => {
        if (isReleased) return;
        onChange("follower");
        wait();
      });
    },
    release: () => {
      isReleased = true;
      done.abort();
      letGo?.();
    },
  };
}
