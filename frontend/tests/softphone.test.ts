import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Softphone } from "../src/phone/softphone";
import type { PhoneEvent } from "../src/phone/state";

const device = vi.hoisted(() => ({ starts: 0 }));
vi.mock("../src/phone/device", () => ({
  Phone: {
    start: async ({ tell }: { tell(event: PhoneEvent): void }) => {
      device.starts += 1;
      tell({ type: "registered" });
      return { stop: () => tell({ type: "off" }) };
    },
  },
}));

/** Locks as a browser keeps them for its tabs: one holder, the others wait. */
function locks() {
  const held: string[] = [];
  return {
    held,
    query: async () => ({ held: held.map((name) => ({ name })) }),
    request: (name: string, _: unknown, own: () => Promise<void> | undefined) => {
      if (held.includes(name)) return new Promise<void>(() => undefined);
      held.push(name);
      return Promise.resolve(own());
    },
  };
}

describe("the softphone of several tabs", () => {
  const open: Softphone[] = [];
  beforeEach(() => {
    device.starts = 0;
    vi.stubGlobal("navigator", { locks: locks(), mediaDevices: { getUserMedia: async () => ({ getTracks: () => [] }) } });
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
    vi.unstubAllGlobals();
  });
  const tab = () => {
    const one = new Softphone("US1");
    open.push(one);
    return one;
  };

  it("waits until it is known which tab owns the phone: a click that comes first is not lost", async () => {
    const one = tab();
    expect(one.snapshot().leadership).toBe("asking");
    expect(await one.goOnline()).toBe(true);
    expect(device.starts).toBe(1);
  });

  it("registers at the tab that owns it when another tab asks", async () => {
    const owner = tab();
    await vi.waitFor(() => expect(owner.snapshot().leadership).toBe("leader"));
    const other = tab();
    await vi.waitFor(() => expect(other.snapshot().leadership).toBe("follower"));
    expect(await other.goOnline()).toBe(true);
    expect(owner.snapshot().state.isRegistered).toBe(true);
    expect(device.starts).toBe(1);
  });
});
