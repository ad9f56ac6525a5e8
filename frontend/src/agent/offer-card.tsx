import { useEffect, useState } from "react";
import { useWords } from "../i18n";
import { duration, phone as readable } from "../i18n/format";
import { useHotkeys } from "../ui/hotkeys";
import { Icon } from "../ui/icon";
import { useSecondsLeft } from "../ui/timer";
import { useAgent } from "./agent";
import type { OfferCard as Card } from "./offers";
import { usePop } from "./use-pop";
import "./offer.css";

const REASONS = ["in_work", "wrong_skill", "equipment", "other"] as const;

/** The offer over the NOW column, or how the last one was lost. */
export function OfferCard() {
  const { offers } = useAgent();
  if (offers.current) return <Ringing key={offers.current.reservation_sid} card={offers.current} />;
  return offers.lost ? <Lost how={offers.lost} /> : null;
}

function Ringing({ card }: { card: Card }) {
  const { t, label } = useWords();
  const { accept, decline } = useAgent();
  const [isAsking, setAsking] = useState(false);
  const caller = useCaller(card);
  const who = caller ? caller.name || readable(caller.number) : t("offer.title");
  const queue = caller?.queue ? label("queue", caller.queue) : "";
  useHotkeys({
    "ctrl+shift+KeyA": accept,
    "ctrl+shift+KeyR": () => setAsking(true),
    Escape: isAsking ? () => setAsking(false) : undefined,
  });
  useNotification(t("offer.notification", { who }), queue);

  return (
    <section className="offer" data-testid="offer-card" data-contact={card.contact_id} aria-label={t("offer.title")}>
      <p className="sr-only" role="alert">{caller && t("offer.announce", { who, queue })}</p>
      <div className="row offer-head">
        <Countdown card={card} />
        <div className="grow">
          <div className="row offer-who"><span className="clip" title={who}>{who}</span>{caller?.isVip && <span className="tag vip">VIP</span>}</div>
          <div className="muted clip">
            {caller?.name ? readable(caller.number) : t("offer.title")}
          </div>
        </div>
      </div>
      <p className="offer-why">
        {caller && [t("offer.from", { queue }), t("offer.skill", { skill: queue }), t("offer.waited", { time: duration(caller.waitedSeconds) })].join(" · ")}
      </p>
      {card.pushed?.callback && <p className="tag tone-ringing" data-testid="offer-callback">{t("offer.callback", { time: duration((card.shownAt - Date.parse(card.pushed.callback.asked_at)) / 1000), attempt: card.pushed.callback.attempt })} {card.pushed.callback.reason}</p>}
      {isAsking ? (
        <div className="offer-reasons" role="group" aria-label={t("offer.declineWhy")}>
          <div className="strong">{t("offer.declineWhy")}</div>
          {REASONS.map((reason, at) => (
            <button key={reason} type="button" className="button" ref={at === 0 ? focusOnce : undefined} data-testid={`decline-${reason}`} onClick={() => void decline(reason)}>
              {t(`offer.reason.${reason}`)}
            </button>
          ))}
          <button type="button" className="button plain" onClick={() => setAsking(false)}>{t("common.back")}</button>
        </div>
      ) : (
        <div className="offer-actions">
          <button type="button" className="button good" data-testid="offer-accept" disabled={card.isAccepting} onClick={accept} title="Ctrl+Shift+A">
            <Icon name="phone" />
            {card.isAccepting ? t("offer.accepting") : t("offer.accept")}
          </button>
          <button type="button" className="button" data-testid="offer-decline" onClick={() => setAsking(true)} title="Ctrl+Shift+R">{t("offer.decline")}</button>
        </div>
      )}
    </section>
  );
}

/** Who calls: what the socket pushed, else the pop; the ringing line itself knows only our own number. */
function useCaller({ pushed, contact_id }: Card) {
  const { data: pop } = usePop(contact_id);
  if (pushed) {
    const { customer, from_number: number, queue, waited_seconds: waitedSeconds } = pushed;
    return { name: customer?.name ?? "", isVip: customer?.is_vip ?? false, number, queue, waitedSeconds };
  }
  if (!pop) return null;
  const { customer, from_number: number, queue, waited_seconds: waitedSeconds } = pop;
  return { name: customer?.name ?? "", isVip: customer?.tier === "vip", number, queue, waitedSeconds };
}

const focusOnce = (button: HTMLButtonElement | null) => button?.focus();

const RADIUS = 20;
const ROUND = 2 * Math.PI * RADIUS;

function Countdown({ card }: { card: Card }) {
  const { t } = useWords();
  const until = card.pushed?.expires_at;
  const left = useSecondsLeft(until);
  const whole = until ? Math.max(1, (Date.parse(until) - card.shownAt) / 1000) : 1;
  const share = until ? Math.min(1, left / whole) : 1;
  return (
    <span className={`countdown ${until && left <= 5 ? "tone-breach" : "tone-ringing"}`}>
      <svg width="48" height="48" viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r={RADIUS} className="countdown-track" />
        <circle cx="24" cy="24" r={RADIUS} className="countdown-arc" strokeDasharray={`${ROUND * share} ${ROUND}`} transform="rotate(-90 24 24)" />
      </svg>
      {until ? <span role="timer" aria-live="off" aria-label={t("offer.secondsLeft", { seconds: left })}>{left}</span> : <Icon name="phone" />}
    </span>
  );
}

function Lost({ how }: { how: "timeout" | "caller_gone" }) {
  const { t, label } = useWords();
  const { desk, dismissLost } = useAgent();
  const isOut = how === "timeout" && desk && desk.worker.state !== "ready";
  return (
    <section className="offer lost" role="alert" data-testid="offer-lost">
      <p className="strong">{how === "timeout" ? t("offer.missed") : t("offer.gone")}</p>
      {isOut && <p>{t("offer.missedStatus", { state: label("state", desk.worker.state) })}</p>}
      <div className="actions"><button type="button" className="button" onClick={dismissLost}>{t("common.close")}</button></div>
    </section>
  );
}

/** A desktop notification when the agent is looking at something else. */
function useNotification(title: string, body: string): void {
  useEffect(() => {
    if (typeof Notification === "undefined" || Notification.permission !== "granted" || document.visibilityState === "visible") return;
    const shown = new Notification(title, { body, tag: "trunkline-offer", requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => shown.close();
  }, [title, body]);
}
