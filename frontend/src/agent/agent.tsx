/** The signed-in agent's working state, shared by the status bar, the offer card and the desk. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useReducer, useRef, useState, type ReactNode } from "react";
import * as api from "../api/desk";
import { ApiProblem, problemText } from "../api/problem";
import type { Activity, Desk, Worker } from "../api/types";
import { useWords } from "../i18n";
import { heard, say, useLiveMessages, usePresence } from "../live";
import { usePhone } from "../phone";
import { now } from "../ui/clock";
import { useToasts } from "../ui/toasts";
import { NO_OFFERS, offersReducer, type Offers } from "./offers";
import { merged, offerIn, stateAfterTime, useMissed } from "./pushed";
import { popKey } from "./pop-key";

export const DESK_KEY = ["desk"] as const;
const LEAVING_MS = 2_000;

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
  /** Takes the agent out of the line before the sign-out; false with a call, which it would cut. */
  leave(): Promise<boolean>;
  dismissLost(): void;
}

const AgentContext = createContext<Agent | null>(null);

export function AgentProvider({ children }: { children: ReactNode }) {
  const { t, label } = useWords();
  const { tell, warn } = useToasts();
  const queries = useQueryClient();
  const { softphone, state: phone, leadership } = usePhone();
  const [offers, dispatch] = useReducer(offersReducer, NO_OFFERS);
  // News is pushed with all that it changes; the whole is asked for when pushes may have been missed.
  const hasMissed = useMissed();
  const query = useQuery({ queryKey: DESK_KEY, queryFn: api.fetchDesk, staleTime: Infinity });
  const desk = query.data;

  const refresh = useCallback(() => void queries.invalidateQueries({ queryKey: DESK_KEY }), [queries]);
  const keep = useCallback((change: (old: Desk) => Desk) => queries.setQueryData<Desk>(DESK_KEY, (old) => old && change(old)), [queries]);
  const keepWorker = useCallback((worker: Worker | undefined) => worker && keep((old) => merged(old, { type: "agent", worker })), [keep]);
  const failed = useCallback((error: unknown) => warn(t("activity.failed", { why: problemText(error, t) })), [warn, t]);

  useLiveMessages((message) => {
    const at = now();
    if (message.type === "connected") refresh();
    if (message.type === "heartbeat" && hasMissed(message, desk)) refresh();
    if (message.type === "offer") {
      const offer = offerIn(message);
      if (message["pop"]) queries.setQueryData(popKey(offer.contact_id), message["pop"]);
      dispatch({ type: "pushed", offer, now: at });
    }
    const after = message.type === "agent" ? stateAfterTime(desk, message, at) : null;
    if (after) tell(t("wrapUp.over", { state: label("state", after) }));
    if (message.type === "offer_ended") {
      dispatch({ type: "ended", reservation_sid: String(message["reservation_sid"]), reason: text(message["reason"]) });
    }
    keep((old) => merged(old, message));
  });

  const wasRinging = useRef<string | null>(null);
  useEffect(() => {
    if (phone.ringing) dispatch({ type: "rings", line: phone.ringing, now: now() });
    else if (wasRinging.current && phone.talking?.reservation_sid !== wasRinging.current) {
      dispatch({ type: "line_ended", reservation_sid: wasRinging.current });
    }
    wasRinging.current = phone.ringing?.reservation_sid ?? null;
  }, [phone.ringing, phone.talking]);

  useEffect(() => {
    if (phone.talking) dispatch({ type: "answered", reservation_sid: phone.talking.reservation_sid });
  }, [phone.talking]);

  const offered = desk?.offer;
  useEffect(() => {
    if (offered !== undefined) dispatch({ type: "synced", offer: offered, now: now() });
  }, [offered]);

  const hasPhone = leadership === "leader" && phone.isRegistered;
  usePresence(hasPhone, desk?.worker.state === "ready" || desk?.worker.state === "ringing");

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
          if (!(await softphone?.goOnline())) {
            if (!softphone?.snapshot().state.fault) warn(t("error.no_phone"));
            return;
          }
          // Routing goes by what the heartbeats say: it must have heard of the phone first.
          if (softphone?.snapshot().leadership === "leader") say({ has_phone: true });
          await heard();
        }
        keepWorker(await chosen(activity, reason));
        dispatch({ type: "seen" });
        if (activity === "offline") softphone?.goOffline();
      } catch (error) {
        failed(error);
        refresh();
      }
    },
    [softphone, keepWorker, failed, refresh, warn, t],
  );

  const chooseNext = useCallback(
    async (activity: Activity | null) => {
      await api.setNextActivity(activity).then(keepWorker).catch(failed);
    },
    [keepWorker, failed],
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
        refresh();
      }
    },
    [reservation, softphone, failed, refresh],
  );

  const isTalking = phone.talking !== null;
  const leave = useCallback(async () => {
    if (isTalking) {
      warn(t("desk.stay"));
      return false;
    }
    // Where the server cannot be reached, the lease ends by itself.
    const patience = new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
    await Promise.race([api.setActivity("offline", null).catch(() => undefined), patience]);
    return true;
  }, [isTalking, warn, t]);

  const { isError: isFailed, error, refetch } = query;
  const agent = useMemo<Agent>(
    () => ({
      desk, isFailed, error, offers, chooseActivity, chooseNext, accept, decline, leave, expect,
      reload: () => void refetch(),
      dismissLost: () => dispatch({ type: "seen" }),
    }),
    [desk, isFailed, error, refetch, offers, chooseActivity, chooseNext, accept, decline, leave],
  );
  return <AgentContext value={agent}>{children}</AgentContext>;
}

const text = (value: unknown) => (typeof value === "string" ? value : null);

/** The tab that owns the phone may tell of it a moment after this one has heard: then once more. */
async function chosen(activity: Activity, reason: string | null): Promise<Worker> {
  try {
    return await api.setActivity(activity, reason);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "no_phone") throw error;
    await heard();
    return api.setActivity(activity, reason);
  }
}

/** The browser asks once; without permission the ring and the card are still there. */
function askToNotify(): void {
  if (typeof Notification !== "undefined" && Notification.permission === "default") void Notification.requestPermission();
}

/** Signing out by way of the desk; for people without one there is nothing to leave. */
export const useLeave = () => use(AgentContext)?.leave;

export function useAgent(): Agent {
  const agent = use(AgentContext);
  if (!agent) throw new Error("useAgent needs an AgentProvider");
  return agent;
}
