import { useMutation, useQueryClient } from "@tanstack/react-query";
import { endContact, holdContact } from "../../api/desk";
import { problemText } from "../../api/problem";
import type { Desk } from "../../api/types";
import { DESK_KEY } from "../../agent/agent";
import { useWords } from "../../i18n";
import { usePhone } from "../../phone";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/icon";
import { useToasts } from "../../ui/toasts";
import type { Focus } from "./focus";
import { Keypad } from "./keypad";

interface Props {
  focus: Focus;
  hasKeypad: boolean;
  setKeypad(isOpen: boolean): void;
}

export function CallControls({ focus, hasKeypad, setKeypad }: Props) {
  const { t } = useWords();
  const { warn } = useToasts();
  const queries = useQueryClient();
  const { softphone, state: phone } = usePhone();
  const { reservationSid, isHere } = focus;
  const isLive = focus.stage === "talking" || focus.stage === "on_hold";
  const isHeld = focus.stage === "on_hold";
  const failed = (error: unknown) => {
    warn(t("call.actionFailed", { why: problemText(error, t) }));
    void queries.invalidateQueries({ queryKey: DESK_KEY });
  };

  const hold = useMutation({
    mutationFn: () => holdContact(focus.contactId, !isHeld),
    onSuccess: (contact) => queries.setQueryData<Desk>(DESK_KEY, (old) => old && contact && { ...old, contact }),
    onError: failed,
  });
  const end = useMutation({
    mutationFn: () => endContact(focus.contactId),
    // The server is out of reach: the line can still be put down from here.
    onError: (error) => (reservationSid && isHere ? softphone?.order({ do: "hang_up", reservation_sid: reservationSid }) : failed(error)),
  });
  const mute = () => reservationSid && softphone?.order({ do: "mute", reservation_sid: reservationSid, is_muted: !phone.isMuted });

  useHotkeys({
    "ctrl+shift+KeyM": isLive && isHere ? mute : undefined,
    "ctrl+shift+KeyH": isLive && !hold.isPending ? () => hold.mutate() : undefined,
    "ctrl+shift+Digit1": isLive ? () => end.mutate() : undefined,
  });

  return (
    <>
      <div className="row controls">
        <button type="button" className={`button ${phone.isMuted ? "pressed tone-breach" : ""}`} aria-pressed={phone.isMuted} disabled={!isLive || !isHere} onClick={mute} data-testid="call-mute" title="Ctrl+Shift+M">
          <Icon name={phone.isMuted ? "micOff" : "mic"} />
          {phone.isMuted ? t("call.unmute") : t("call.mute")}
        </button>
        <button type="button" className={`button ${isHeld ? "pressed tone-hold" : ""}`} aria-pressed={isHeld} disabled={!isLive || hold.isPending} onClick={() => hold.mutate()} data-testid="call-hold" title="Ctrl+Shift+H">
          <Icon name={isHeld ? "play" : "hold"} />
          {isHeld ? t("call.resume") : t("call.hold")}
        </button>
        <button type="button" className={`button ${hasKeypad ? "pressed" : ""}`} aria-expanded={hasKeypad} aria-label={t("call.keypad")} title={t("call.keypad")} disabled={!isLive || !isHere} onClick={() => setKeypad(!hasKeypad)} data-testid="call-keypad">
          <Icon name="keypad" />
          <span className="keypad-word">{t("call.keypad")}</span>
        </button>
        <RecordingMark focus={focus} />
        <button type="button" className="button danger push" disabled={!isLive || end.isPending} onClick={() => end.mutate()} data-testid="call-end" title="Ctrl+Shift+1">
          <Icon name="end" />
          {t("call.end")}
        </button>
      </div>
      {hasKeypad && isLive && <Keypad sent={phone.digits} press={(digit) => reservationSid && softphone?.order({ do: "digit", reservation_sid: reservationSid, digit })} close={() => setKeypad(false)} />}
      <CallNotice focus={focus} />
    </>
  );
}

function RecordingMark({ focus }: { focus: Focus }) {
  const { t } = useWords();
  if (!focus.contact) return null;
  return focus.contact.is_recorded ? (
    <span className="recording" data-testid="call-recording"><span className="dot" />{t("call.recording")}</span>
  ) : (
    <span className="muted" data-testid="call-recording">{t("call.notRecording")}</span>
  );
}

/** One line of fixed height: held, muted, poor sound. What the other side hears cannot be mistaken. */
function CallNotice({ focus }: { focus: Focus }) {
  const { t } = useWords();
  const { state: phone } = usePhone();
  const holds = focus.contact?.hold_count ?? 0;
  const isLive = focus.stage === "talking" || focus.stage === "on_hold";
  return (
    <div className="call-notice" role="status">
      {focus.stage === "on_hold" && <span className="tag tone-hold">❚❚ {t("call.held")}</span>}
      {phone.isMuted && <span className="tag tone-breach">{t("call.muted")}</span>}
      {phone.isPoor && <span className="tag tone-wrap">{t("phone.quality")}</span>}
      {isLive && !focus.isHere && <span className="tag tone-wrap">{t("call.elsewhere")}</span>}
      {holds > 0 && <span className="muted push" data-testid="hold-count">{t("call.holdCount", { count: holds })}</span>}
    </div>
  );
}
