/** Follower tabs see the leader's phone and press its buttons, over a BroadcastChannel. */
import type { PhoneState } from "./state";

export type Command =
  | { do: "go_online" }
  | { do: "accept"; reservation_sid: string }
  | { do: "silence"; reservation_sid: string }
  | { do: "hang_up"; reservation_sid: string }
  | { do: "mute"; reservation_sid: string; is_muted: boolean }
  | { do: "digit"; reservation_sid: string; digit: string };

type Message = { is: "state"; state: PhoneState } | { is: "command"; command: Command } | { is: "hello" };

export interface Remote {
  announce(state: PhoneState): void;
  ask(command: Command): void;
  close(): void;
}

interface Ends {
  isLeader(): boolean;
  state(): PhoneState;
  onState(state: PhoneState): void;
  onCommand(command: Command): void;
}

export function openRemote(owner: string, ends: Ends): Remote {
  const channel = new BroadcastChannel(`trunkline.phone.${owner}`);
  const send = (message: Message) => channel.postMessage(message);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.is === "state" && !ends.isLeader()) ends.onState(data.state);
    if (data.is === "command" && ends.isLeader()) ends.onCommand(data.command);
    if (data.is === "hello" && ends.isLeader()) send({ is: "state", state: ends.state() });
  };
  send({ is: "hello" });
  return {
    announce: (state) => send({ is: "state", state }),
    ask: (command) => send({ is: "command", command }),
    close: () => channel.close(),
  };
}
