/** One agent's softphone in one tab: leadership over the phone, the SDK's device, and the state all tabs show. */
import { fetchPhoneToken } from "../api/desk";
import type { Phone } from "./device";
import { claimPhone, type Leadership } from "./leader";
import { openRemote, type Command } from "./remote";
import { OFF, phoneReducer, type PhoneEvent, type PhoneState } from "./state";

const PATIENCE_MS = 10_000;

export interface View {
  state: PhoneState;
  leadership: Leadership;
}

export class Softphone {
  private view: View = { state: OFF, leadership: "asking" };
  private phone: Phone | null = null;
  private starting: Promise<boolean> | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly claim;
  private readonly remote;

  constructor(owner: string) {
    this.remote = openRemote(owner, {
      isLeader: () => this.view.leadership === "leader",
      state: () => this.view.state,
      onState: (state) => this.show({ state }),
      onCommand: (command) => this.obey(command),
    });
    this.claim = claimPhone(owner, (leadership) => {
      // What was shown of another tab's phone is not ours.
      this.show(leadership === "leader" ? { leadership, state: OFF } : { leadership });
      if (leadership === "follower") this.dropDevice();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): View => this.view;

  private show(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    this.listeners.forEach((listener) => listener());
  }

  private readonly tell = (event: PhoneEvent): void => {
    this.show({ state: phoneReducer(this.view.state, event) });
    if (this.view.leadership === "leader") this.remote.announce(this.view.state);
  };

  /** Registers the phone, here or at the tab that owns it; true when calls can come in. */
  async goOnline(): Promise<boolean> {
    await this.until(({ leadership }) => leadership !== "asking");
    if (this.view.leadership !== "leader") return this.goOnlineElsewhere();
    if (this.phone && this.view.state.isRegistered) return true;
    this.starting ??= this.startDevice().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  private async goOnlineElsewhere(): Promise<boolean> {
    if (!this.view.state.isRegistered) {
      this.remote.ask({ do: "go_online" });
      await this.until(({ state }) => state.isRegistered || (state.fault !== null && !state.isRegistering));
    }
    return this.view.state.isRegistered;
  }

  /** Waits until it is so, or for as long as a person would. */
  private until(isSo: (view: View) => boolean): Promise<void> {
    if (isSo(this.view)) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => isSo(this.view) && done();
      const stop = this.subscribe(look);
      const timer = setTimeout(() => done(), PATIENCE_MS);
      const done = () => {
        stop();
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async startDevice(): Promise<boolean> {
    this.dropDevice();
    this.tell({ type: "registering" });
    if (!(await this.hasMicrophone())) return false;
    try {
      const { Phone } = await import("./device");
      this.phone = await Phone.start({
        fetchToken: async () => (await fetchPhoneToken()).token,
        tell: this.tell,
      });
      return true;
    } catch {
      if (!this.view.state.fault) this.tell({ type: "fault", kind: "registration", code: null });
      return false;
    }
  }

  private async hasMicrophone(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      return true;
    } catch {
      this.tell({ type: "fault", kind: "microphone", code: null });
      return false;
    }
  }

  private dropDevice(): void {
    this.phone?.stop();
    this.phone = null;
  }

  goOffline(): void {
    this.dropDevice();
    if (this.view.leadership === "leader") this.tell({ type: "off" });
  }

  takeOver(): void {
    this.claim.take();
  }

  /** Does it here when this tab owns the phone, else asks the tab that does. */
  order(command: Command): void {
    if (this.view.leadership === "leader") this.obey(command);
    else this.remote.ask(command);
  }

  private obey(command: Command): void {
    if (command.do === "go_online") void this.goOnline();
    if (command.do === "accept") this.phone?.accept(command.reservation_sid);
    if (command.do === "silence") this.phone?.silence(command.reservation_sid);
    if (command.do === "hang_up") this.phone?.hangUp(command.reservation_sid);
    if (command.do === "mute") this.phone?.mute(command.reservation_sid, command.is_muted);
    if (command.do === "digit") this.phone?.sendDigit(command.reservation_sid, command.digit);
  }

  close(): void {
    this.dropDevice();
    this.claim.release();
    this.remote.close();
  }
}
