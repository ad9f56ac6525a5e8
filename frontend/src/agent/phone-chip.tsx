import { useWords } from "../i18n";
import { usePhone, type PhoneStatus } from "../phone";
import { Icon } from "../ui/icon";
import type { Tone } from "../ui/state";

const TONES: Record<PhoneStatus, Tone> = {
  offline: "offline",
  registering: "wrap",
  ready: "ready",
  ringing: "ringing",
  talking: "contact",
  error: "breach",
};

/** Whether the phone can ring, in one word; browser tests read `data-state`. */
export function PhoneChip() {
  const { label, t } = useWords();
  const { status, leadership, softphone } = usePhone();
  const isElsewhere = leadership === "follower";
  return (
    <>
      <span className={`tag phone-chip tone-${TONES[status]}`} data-testid="phone-status" data-state={status}>
        <Icon name="phone" size={13} />
        <span className="phone-word">{isElsewhere ? t("phone.otherTab") : label("phone", status)}</span>
      </span>
      {isElsewhere && status !== "talking" && status !== "ringing" && (
        <button type="button" className="button plain" onClick={() => softphone?.takeOver()}>{t("phone.takeOver")}</button>
      )}
    </>
  );
}

/** A fault of the phone, with what to do about it. */
export function PhoneFault() {
  const { t } = useWords();
  const { state, softphone } = usePhone();
  if (!state.fault) return null;
  const { kind, code } = state.fault;
  const what = kind === "unknown" ? t("phone.fault.unknown", { code: code ?? "–" }) : t(`phone.fault.${kind}`);
  return (
    <div className="banner tone-breach phone-fault" role="alert" data-testid="phone-fault">
      <Icon name="warning" />
      <div className="grow">
        <strong>{what}</strong> {t(`phone.fault.${kind}.do`)}
      </div>
      <button type="button" className="button" onClick={() => void softphone?.goOnline()}>{t("phone.reconnect")}</button>
    </div>
  );
}
