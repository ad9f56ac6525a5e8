/** The signed-in agent's working state, shared by the status bar, the offer card and the desk. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useReducer, useRef, useState, type ReactNode } from "react";
import * as api from "../api/desk";
import { problemText } from "../api/problem";
import type { Activity, Desk, Offer } from "../api/types";
import { useWords } from "../i18n";
import { useLiveMessages, type LiveMessage } from "../live";
import { usePhone } from "../phone";
import { useToasts } from "../ui/toasts";
import { NO_OFFERS, offersReducer, type Offers } from "./offers";

export const DESK_KEY = ["desk"] as const;

interface Agent {
  desk: Desk | undefined;
  isFailed: boolean;
  error: unknown;
  reload(): void;
  offers: Offers;
  chooseActivity(activity: Activity, reason: string | null): Promise<void>;
  chooseNext(activity: Activity | null): Promise<void>;
  accept(): void;
  /** A call that this agent has asked for is answered as soon as it rings. */
  expect(reservationSid: string): void;
  decline(reason: string): Promise<void>;
  dismissLost(): void;
}

const AgentContext = createContext<Agent | null>(null);

export function AgentProvider({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const { warn } = useToasts();
  const queries = useQueryClient();
  const { softphone, state: phone, leadership } = usePhone();
  const [offers, dispatch] = useReducer(offersReducer, NO_OFFERS);
  const query = useQuery({ queryKey: DESK_KEY, queryFn: api.fetchDesk, refetchInterval: 30_000, staleTime: 0 });
  const desk = query.data;

  const refresh = useCallback(() => void queries.invalidateQueries({ queryKey: DESK_KEY }), [queries]);
  const failed = useCallback((error: unknown) => warn(t("activity.failed", { why: problemText(error, t) })), [warn, t]);

  useLiveMessages((message) => {
    const now = Date.now();
    if (message.type === "offer") dispatch({ type: "pushed", offer: offerIn(message), now });
    if (message.type === "offer_ended") {
      dispatch({ type: "ended", reservation_sid: String(message["reservation_sid"]), reason: text(message["reason"]) });
    }
    if (message.type === "contact" || message.type === "agent") keepPushed(message, (part) => queries.setQueryData<Desk>(DESK_KEY, (old) => old && { ...old, ...part }));
    if (["connected", "offer", "offer_ended", "contact", "agent"].includes(message.type)) refresh();
  });

  const wasRinging = useRef<string | null>(null);
  useEffect(() => {
    if (phone.ringing) dispatch({ type: "rings", line: phone.ringing, now: Date.now() });
    else if (wasRinging.current && phone.talking?.reservation_sid !== wasRinging.current) {
      dispatch({ type: "line_ended", reservation_sid: wasRinging.current });
      refresh();
    }
    wasRinging.current = phone.ringing?.reservation_sid ?? null;
  }, [phone.ringing, phone.talking, refresh]);

  useEffect(() => {
    if (phone.talking) dispatch({ type: "answered", reservation_sid: phone.talking.reservation_sid });
    refresh();
  }, [phone.talking, refresh]);

  useEffect(() => {
    if (desk) dispatch({ type: "synced", offer: desk.offer, now: Date.now() });
  }, [desk]);

  const { current } = offers;
  const [expected, expect] = useState("");
  useEffect(() => {
    if (current?.reservation_sid === expected) dispatch({ type: "accepting", reservation_sid: expected });
  }, [current?.reservation_sid, expected]);

  // Accepted before the line rang here: answer as soon as it does.
  const answerNow = current?.isAccepting && current.hasLine ? current.reservation_sid : null;
  useEffect(() => {
    if (answerNow) softphone?.order({ do: "accept", reservation_sid: answerNow });
  }, [answerNow, softphone]);

  // After a reload the phone comes back by itself for an agent who is signed on.
  const isOn = desk ? desk.worker.activity !== "offline" : false;
  useEffect(() => {
    if (isOn && leadership === "leader") void softphone?.goOnline();
  }, [isOn, leadership, softphone]);

  const chooseActivity = useCallback(
    async (activity: Activity, reason: string | null) => {
      try {
        if (activity === "ready") {
          askToNotify();
          // No ready agent without a phone that rings: the fault is on the screen with what to do.
          if (!(await softphone?.goOnline())) return;
        }
        const worker = await api.setActivity(activity, reason);
        queries.setQueryData<Desk>(DESK_KEY, (old) => old && { ...old, worker: { ...old.worker, ...worker } });
        dispatch({ type: "seen" });
        if (activity === "offline") softphone?.goOffline();
      } catch (error) {
        failed(error);
      }
      refresh();
    },
    [softphone, queries, failed, refresh],
  );

  const chooseNext = useCallback(
    async (activity: Activity | null) => {
      await api.setNextActivity(activity).catch(failed);
      refresh();
    },
    [failed, refresh],
  );

  const reservation = current?.reservation_sid;
  const accept = useCallback(() => {
    if (reservation) dispatch({ type: "accepting", reservation_sid: reservation });
  }, [reservation]);

  const decline = useCallback(
    async (reason: string) => {
      if (!reservation) return;
      try {
        await api.declineOffer(reservation, reason);
        softphone?.order({ do: "silence", reservation_sid: reservation });
        dispatch({ type: "declined", reservation_sid: reservation });
      } catch (error) {
        failed(error);
      }
      refresh();
    },
    [reservation, softphone, failed, refresh],
  );

  const { isError: isFailed, error, refetch } = query;
  const agent = useMemo<Agent>(
    () => ({
      desk, isFailed, error, offers, chooseActivity, chooseNext, accept, decline, expect,
      reload: () => void refetch(),
      dismissLost: () => dispatch({ type: "seen" }),
    }),
    [desk, isFailed, error, refetch, offers, chooseActivity, chooseNext, accept, decline],
  );
  return <AgentContext value={agent}>{children}</AgentContext>;
}

const text = (value: unknown) => (typeof value === "string" ? value : null);
const offerIn = (message: LiveMessage) => (message["offer"] ?? message) as unknown as Offer;

function keepPushed(message: LiveMessage, merge: (part: Partial<Desk>) => void): void {
  if (message.type === "contact" && message["contact"]) merge({ contact: message["contact"] as Desk["contact"] });
  if (message.type === "agent" && message["worker"]) merge({ worker: message["worker"] as Desk["worker"] });
}

/** The browser asks once; without permission the ring and the card are still there. */
function askToNotify(): void {
  if (typeof Notification !== "undefined" && Notification.permission === "default") void Notification.requestPermission();
}

export function useAgent(): Agent {
  const agent = use(AgentContext);
  if (!agent) throw new Error("useAgent needs an AgentProvider");
  return agent;
}
