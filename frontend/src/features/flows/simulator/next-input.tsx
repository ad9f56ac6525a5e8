import { useState, type FormEvent, type KeyboardEvent } from "react";
import type { SimulatedInput, WaitsFor } from "../../../api/flows";
import { useWords } from "../../../i18n";
import { Icon } from "../../../ui/icon";
import { isTyping } from "../../../ui/typing";
import { press } from "./keys";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const QUEUE_RESULTS = ["bridged", "leave", "hangup", "error"] as const;
const DIAL_RESULTS = ["completed", "busy", "no-answer", "failed"] as const;

interface Props {
  waits: WaitsFor;
  onGive(input: SimulatedInput): void;
}

/** What can happen next, as the flow waits for it. */
export function NextInput({ waits, onGive }: Props) {
  const { t, label } = useWords();
  const takes = (kind: string) => waits.kinds.includes(kind);
  const choice = (kind: SimulatedInput["kind"], values: readonly string[], group: string) =>
    takes(kind) && values.map((value) => <button key={value} type="button" className="button" onClick={() => onGive({ kind, value })}>{label(group, value)}</button>);
  return (
    <div className="next-input" data-testid="next-input">
      <p className="muted">
        {waits.queue ? t("flows.waitsInQueue", { queue: label("queue", waits.queue) }) : t("flows.waitsAt", { widget: waits.widget })}
        {waits.num_digits !== null && ` · ${t("flows.digits", { count: waits.num_digits })}`}
        {waits.finish_on_key && ` · ${t("flows.endsWith", { key: waits.finish_on_key })}`}
      </p>
      {takes("digits") && <Keypad waits={waits} onGive={onGive} />}
      {takes("speech") && <Said title={t("flows.speech")} onSay={(value) => onGive({ kind: "speech", value })} />}
      {takes("reply") && <Said title={t("flows.reply")} onSay={(value) => onGive({ kind: "reply", value })} />}
      {takes("recorded") && <Said title={t("flows.recordedSeconds")} first="12" onSay={(value) => onGive({ kind: "recorded", value: Number(value) || 0 })} />}
      <div className="row wrap">
        {choice("queue_result", QUEUE_RESULTS, "queueResult")}
        {choice("dial_result", DIAL_RESULTS, "dialResult")}
        {choice("event", waits.events, "flowEvent")}
        {takes("timeout") && <button type="button" className="button" onClick={() => onGive({ kind: "timeout" })}>{t("flows.waitOut")}</button>}
        {takes("hangup") && <button type="button" className="button" onClick={() => onGive({ kind: "hangup" })}><Icon name="end" />{t("flows.hangUp")}</button>}
      </div>
    </div>
  );
}

function Keypad({ waits, onGive }: Props) {
  const { t } = useWords();
  const [pending, setPending] = useState("");
  const key = (pressed: string) => {
    const after = press(pending, pressed, waits);
    setPending(after.pending);
    if (after.digits !== null) onGive({ kind: "digits", value: after.digits });
  };
  // The number keys of the keyboard press the keys of the telephone.
  const onKeyDown = (event: KeyboardEvent) => {
    if (!KEYS.includes(event.key) || isTyping(event.nativeEvent)) return;
    event.preventDefault();
    key(event.key);
  };
  return (
    <div onKeyDown={onKeyDown}>
      <div className="phone-keys">
        {KEYS.map((one) => <button key={one} type="button" className="button" data-testid={`key-${one}`} onClick={() => key(one)}>{one}</button>)}
      </div>
      {pending && (
        <div className="row pending">
          <span className="mono grow">{pending}</span>
          <button type="button" className="button plain" aria-label={t("flows.rubOut")} onClick={() => setPending(pending.slice(0, -1))}>⌫</button>
          <button type="button" className="button" data-testid="key-send" onClick={() => onGive({ kind: "digits", value: pending })}>{t("flows.keyed")}</button>
        </div>
      )}
    </div>
  );
}

function Said({ title, first = "", onSay }: { title: string; first?: string; onSay(text: string): void }) {
  const { t } = useWords();
  const [text, setText] = useState(first);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onSay(text.trim());
  };
  return (
    <form className="row" onSubmit={submit}>
      <input className="input grow" aria-label={title} placeholder={title} value={text} onChange={(event) => setText(event.target.value)} />
      <button type="submit" className="button">{t("flows.give")}</button>
    </form>
  );
}
