import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { removeQueue, saveQueueRules, type QueueChange } from "../../api/routing";
import { problemText } from "../../api/problem";
import type { QueueRules } from "../../api/types";
import { useWords } from "../../i18n";
import { Dialog } from "../../ui/dialog";
import { SelectField, TextField } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { useToasts } from "../../ui/toasts";
import { NEW_QUEUE, PRECEDENCES, readRules, STRATEGIES, withLimit, WRAP_UPS, type OverflowRule } from "./rules";

interface Props {
  queue: QueueRules | null;
  queues: readonly QueueRules[];
  onClose(): void;
}

/** A queue's rules in one form; they hold from the next call on. */
export function QueueDialog({ queue, queues, onClose }: Props) {
  const { t, label } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const [overflow, setOverflow] = useState<readonly OverflowRule[]>(queue?.overflow ?? []);
  const [strategy, setStrategy] = useState<string>(queue?.strategy ?? "longest_idle");
  const [wrapUp, setWrapUp] = useState<string>(queue?.wrap_up ?? "timed");
  const { sid: _sid, name: known, ...before } = queue ?? { ...NEW_QUEUE, sid: "", name: "" };
  const done = () => {
    for (const key of [["queue-rules"], ["queues"], ["floor"]]) void queries.invalidateQueries({ queryKey: key });
    tell(t("common.saved"));
    onClose();
  };
  const save = useMutation({ mutationFn: ({ name, rules }: { name: string; rules: QueueChange }) => saveQueueRules(name, rules), onSuccess: done });
  const drop = useMutation({ mutationFn: () => removeQueue(known), onSuccess: done });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    save.mutate({ name: known || String(data.get("name") ?? "").trim(), rules: readRules(data, before, overflow) });
  };
  const failed = save.error ?? drop.error;
  return (
    <Dialog title={queue ? t("routing.editQueue", { name: known }) : t("routing.newQueue")} onClose={onClose}>
      <form className="stack" onSubmit={submit} data-testid="queue-form">
        <div className="fields">
          {!queue && <TextField label={t("routing.name")} name="name" required pattern="[A-Za-z0-9_\-]+" maxLength={64} autoFocus />}
          <TextField label={t("routing.titleZh")} name="title_zh" defaultValue={before.title.zh} required />
          <TextField label={t("routing.titleEn")} name="title_en" defaultValue={before.title.en} required />
          <TextField label={t("routing.serves")} name="target_workers" defaultValue={before.target_workers} placeholder="skills HAS 'consult'" wide />
          <SelectField label={t("routing.strategy")} name="strategy" value={strategy} onChange={(event) => setStrategy(event.target.value)} options={STRATEGIES.map((one) => [one, label("strategy", one)] as const)} />
          {strategy === "linear" ? <TextField label={t("routing.linearOrder")} name="linear_order" defaultValue={before.linear_order.join(", ")} /> : <input type="hidden" name="linear_order" value={before.linear_order.join(",")} />}
          {strategy === "most_skilled" ? <TextField label={t("routing.skill")} name="skill" defaultValue={before.skill ?? ""} /> : <input type="hidden" name="skill" value={before.skill ?? ""} />}
          <SelectField label={t("routing.order")} name="task_order" defaultValue={before.task_order} options={[["FIFO", t("routing.fifo")], ["LIFO", t("routing.lifo")]]} />
          <SelectField label={t("routing.wrapUp")} name="wrap_up" value={wrapUp} onChange={(event) => setWrapUp(event.target.value)} options={WRAP_UPS.map((one) => [one, label("wrapUpRule", one)] as const)} />
          {wrapUp === "timed" ? <Seconds label={t("routing.wrapUpSeconds")} name="wrap_up_seconds" value={before.wrap_up_seconds} /> : <input type="hidden" name="wrap_up_seconds" value={before.wrap_up_seconds} />}
          <Seconds label={t("routing.ringSeconds")} name="ring_seconds" value={before.ring_seconds} />
          <SelectField label={t("routing.rona")} name="rona_activity" defaultValue={before.rona_activity ?? ""} options={[["", t("routing.ronaStays")], ...["busy", "short_break", "offline"].map((one) => [one, label("state", one)] as const)]} />
          <Seconds label={t("routing.targetSeconds")} name="service_level_seconds" value={before.service_level_seconds} />
          <TextField label={t("routing.areaCode")} name="home_area_code" defaultValue={before.home_area_code ?? ""} inputMode="numeric" />
        </div>
        <fieldset className="rules">
          <legend>{t("routing.precedence")}</legend>
          {PRECEDENCES.map((name) => <label key={name} className="row"><input type="checkbox" name="precedence" value={name} defaultChecked={before.precedence.some((rule) => rule.name === name)} />{label("precedence", name)}</label>)}
        </fieldset>
        <OverflowRules rules={overflow} change={setOverflow} others={queues.filter((one) => one.name !== known).map((one) => one.name)} />
        {failed && <p className="breach" role="alert">{problemText(failed, t)}</p>}
        <div className="actions">
          {queue && <button type="button" className="button" disabled={drop.isPending} onClick={() => { if (confirm(t("routing.removeSure", { name: known }))) drop.mutate(); }}>{t("routing.remove")}</button>}
          <button type="button" className="button push" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" data-testid="queue-save" disabled={save.isPending}>{t("common.save")}</button>
        </div>
      </form>
    </Dialog>
  );
}

function Seconds({ label, name, value }: { label: string; name: string; value: number }) {
  return <TextField label={label} name={name} type="number" min={0} max={86400} required defaultValue={value} />;
}

function OverflowRules({ rules, change, others }: { rules: readonly OverflowRule[]; change(rules: readonly OverflowRule[]): void; others: readonly string[] }) {
  const { t, label } = useWords();
  const replace = (at: number, rule: OverflowRule) => change(rules.with(at, rule));
  const targets = [["voicemail", label("overflowTo", "voicemail")], ["callback", label("overflowTo", "callback")], ...others.map((name) => [`queue:${name}`, label("queue", name)] as const)] as const;
  return (
    <fieldset className="rules">
      <legend>{t("routing.overflow")}</legend>
      {rules.map((rule, at) => (
        <div key={at} className="overflow-rule" data-testid="overflow-rule">
          <TextField label={t("routing.maxWaiting")} type="number" min={0} value={rule.max_waiting ?? ""} onChange={(event) => replace(at, withLimit(rule, "max_waiting", event.target.value))} />
          <TextField label={t("routing.maxWait")} type="number" min={0} value={rule.max_wait_seconds ?? ""} onChange={(event) => replace(at, withLimit(rule, "max_wait_seconds", event.target.value))} />
          <SelectField label={t("routing.goesTo")} value={rule.to} options={targets} onChange={(event) => replace(at, { ...rule, to: event.target.value })} />
          <button type="button" className="button icon" aria-label={t("routing.removeRule")} onClick={() => change(rules.toSpliced(at, 1))}><Icon name="close" /></button>
        </div>
      ))}
      <button type="button" className="button" data-testid="overflow-add" onClick={() => change([...rules, { to: "voicemail", max_waiting: 20, max_wait_seconds: null, when: null }])}><Icon name="plus" />{t("routing.addRule")}</button>
    </fieldset>
  );
}
