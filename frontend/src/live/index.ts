import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { listen, liveState, onLiveState, say, start, subscribe, type LiveMessage } from "./socket";

export { heard, say, type LiveMessage } from "./socket";

export const useLiveState = () => useSyncExternalStore(onLiveState, liveState);

/** Keeps the tab's socket open while mounted. */
export function useLiveConnection(isOn: boolean): void {
  useEffect(() => (isOn ? start() : undefined), [isOn]);
}

/** What this tab's heartbeats say, from now until it changes. */
export function usePresence(has_phone: boolean, is_offered: boolean): void {
  useEffect(() => say({ has_phone, is_offered }), [has_phone, is_offered]);
}

export function useLiveMessages(handle: (message: LiveMessage) => void): void {
  const latest = useRef(handle);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => listen((message) => latest.current(message)), []);
}

/** Refetches `key` when the topic speaks, at most once in `quietMs`; a burst ends with one last refetch. */
export function useLiveTopic(topic: string, types: readonly string[], key: QueryKey, quietMs = 300): void {
  const queries = useQueryClient();
  const pending = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => subscribe(topic), [topic]);
  useEffect(() => () => clearTimeout(pending.current), []);
  useLiveMessages((message) => {
    if (message.type !== "connected" && !types.includes(message.type)) return;
    pending.current ??= setTimeout(() => {
      pending.current = undefined;
      void queries.invalidateQueries({ queryKey: key });
    }, quietMs);
  });
}
