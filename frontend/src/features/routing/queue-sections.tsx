import { useState, type ReactNode } from "react";
import type { QueueChange } from "../../api/routing";
import { useWords } from "../../i18n";
import { SelectField, TextField, type Option } from "../../ui/field";
import { RuleRows } from "./rule-rows";
import { KEYS, PRECEDENCES, PREFERENCES, STRATEGIES, WAIT_CHOICES, WRAP_UPS, waitOptions, waitRows, type Lists, type WaitRow } from "./rules";

interface Props {
  before: QueueChange;
  lists: Lists;
  change(lists: Partial<Lists>): void;
}

/** A part of the form that can be folded; its fields count either way. */
function Section({ title, isOpen = false, testId, children }: { title: string; isOpen?: boolean; testId?: string; children: ReactNode }) {
  return (
    <details className="rule-section" open={isOpen} data-testid={testId}>
      <summary>{title}</summary>
      <div className="stack">{children}</div>
    </details>
  );
}

function Seconds({ label, name, value }: { label: string; name: string; value: number }) {
  return <TextField label={label} name={name} type="number" min={0} max={86400} required defaultValue={value} />;
}

export function Basics({ before, isNew }: { before: QueueChange; isNew: boolean }) {
  const { t, label } = useWords();
  const [wrapUp, setWrapUp] = useState<string>(before.wrap_up);
  return (
    <div className="fields">
      {isNew && <TextField label={t("routing.name")} name="name" required pattern="[A-Za-z0-9_\-]+" maxLength={64} autoFocus />}
      <TextField label={t("routing.titleZh")} name="title_zh" defaultValue={before.title.zh} required />
      <TextField label={t("routing.titleEn")} name="title_en" defaultValue={before.title.en} required />
      <TextField label={t("routing.serves")} name="target_workers" defaultValue={before.target_workers} placeholder="skills HAS 'consult'" wide />
      <SelectField label={t("routing.wrapUp")} name="wrap_up" value={wrapUp} onChange={(event) => setWrapUp(event.target.value)} options={WRAP_UPS.map((one) => [one, label("wrapUpRule", one)] as const)} />
      {wrapUp === "timed" ? <Seconds label={t("routing.wrapUpSeconds")} name="wrap_up_seconds" value={before.wrap_up_seconds} /> : <input type="hidden" name="wrap_up_seconds" value={before.wrap_up_seconds} />}
      <Seconds label={t("routing.ringSeconds")} name="ring_seconds" value={before.ring_seconds} />
      <SelectField label={t("routing.rona")} name="rona_activity" defaultValue={before.rona_activity ?? ""} options={[["", t("routing.ronaStays")], ...["busy", "short_break", "offline"].map((one) => [one, label("state", one)] as const)]} />
      <Seconds label={t("routing.targetSeconds")} name="service_level_seconds" value={before.service_level_seconds} />
      <TextField label={t("routing.phones")} name="max_reserved_workers" type="number" min={1} max={50} required defaultValue={before.max_reserved_workers} />
    </div>
  );
}

/** Who of the ready agents gets the call. */
export function Chosen({ before, lists, change }: Props) {
  const { t, label } = useWords();
  const [strategy, setStrategy] = useState<string>(before.strategy);
  return (
    <Section title={t("routing.whoIsChosen")} isOpen testId="section-chosen">
      <div className="fields">
        <SelectField label={t("routing.strategy")} name="strategy" value={strategy} onChange={(event) => setStrategy(event.target.value)} options={STRATEGIES.map((one) => [one, label("strategy", one)] as const)} />
        {strategy === "linear" ? <TextField label={t("routing.linearOrder")} name="linear_order" defaultValue={before.linear_order.join(", ")} /> : <input type="hidden" name="linear_order" value={before.linear_order.join(",")} />}
        {strategy === "most_skilled" ? <TextField label={t("routing.skill")} name="skill" defaultValue={before.skill ?? ""} placeholder="skill_levels.consult" /> : <input type="hidden" name="skill" value={before.skill ?? ""} />}
        <TextField label={t("routing.groups")} name="groups" defaultValue={before.groups.join(", ")} />
      </div>
      <RuleRows legend={t("routing.prefer")} hint={t("routing.preferHint")} testId="prefer" most={3} rows={lists.prefer.map((what) => ({ what }))} blank={{ what: PREFERENCES.find((one) => !lists.prefer.includes(one)) ?? "nearest" }}
        columns={[{ key: "what", label: t("routing.preferFirst"), kind: "select", options: PREFERENCES.map((one) => [one, label("preference", one)] as const) }]}
        change={(rows) => change({ prefer: rows.map((row) => row.what) })} />
      <RuleRows legend={t("routing.sites")} hint={t("routing.sitesHint")} testId="sites" rows={lists.sites} blank={{ name: "", cost: 0, area_codes: [] }}
        columns={[{ key: "name", label: t("routing.site"), kind: "text" }, { key: "area_codes", label: t("routing.areaCodes"), kind: "list", placeholder: "021, 0512" }, { key: "cost", label: t("routing.cost"), kind: "number" }]}
        change={(sites) => change({ sites: [...sites] })} />
      <RuleRows legend={t("routing.enterprises")} hint={t("routing.enterprisesHint")} testId="enterprises" rows={lists.enterprises} blank={{ name: "", agents: [], group: null }}
        columns={[{ key: "name", label: t("routing.enterprise"), kind: "text" }, { key: "agents", label: t("routing.ownAgents"), kind: "list" }, { key: "group", label: t("routing.standIn"), kind: "optional" }]}
        change={(enterprises) => change({ enterprises: [...enterprises] })} />
    </Section>
  );
}

/** Who of the waiting goes first. */
export function First({ before, lists, change, others }: Props & { others: readonly Option[] }) {
  const { t, label } = useWords();
  return (
    <Section title={t("routing.whoIsFirst")} testId="section-first">
      <div className="fields">
        <SelectField label={t("routing.order")} name="task_order" defaultValue={before.task_order} options={[["FIFO", t("routing.fifo")], ["LIFO", t("routing.lifo")]]} />
        <TextField label={t("routing.areaCode")} name="home_area_code" defaultValue={before.home_area_code ?? ""} inputMode="numeric" />
      </div>
      <fieldset className="rules">
        <legend>{t("routing.precedence")}</legend>
        {PRECEDENCES.map((name) => <label key={name} className="row"><input type="checkbox" name="precedence" value={name} defaultChecked={before.precedence.some((rule) => rule.name === name)} />{label("precedence", name)}</label>)}
      </fieldset>
      <RuleRows legend={t("routing.ownPrecedence")} testId="own-precedence" most={6} rows={lists.own} blank={{ name: "", when: "" }}
        columns={[{ key: "name", label: t("routing.ruleName"), kind: "text" }, { key: "when", label: t("routing.when"), kind: "optional", placeholder: "products HAS 'tv'" }]}
        change={(own) => change({ own: [...own] })} />
      <RuleRows legend={t("routing.tiers")} hint={t("routing.tiersHint")} testId="tiers" rows={lists.tiers} blank={{ name: "", when: "", priority: null, head_start_seconds: 0, when_short: null }}
        columns={[
          { key: "name", label: t("routing.tier"), kind: "text" }, { key: "when", label: t("routing.when"), kind: "text", placeholder: "customer_tier == 'vip'" }, { key: "priority", label: t("routing.priority"), kind: "count" },
          { key: "head_start_seconds", label: t("routing.headStart"), kind: "number" }, { key: "when_short", label: t("routing.whenShort"), kind: "select", options: [["", t("routing.stays")], ...others] },
        ]}
        change={(tiers) => change({ tiers: tiers.map((tier) => ({ ...tier, when_short: tier.when_short || null })) })} />
      <div className="fields">
        <TextField label={t("routing.shortWaiting")} name="shortage_waiting" type="number" min={0} defaultValue={before.shortage?.waiting ?? ""} />
        <TextField label={t("routing.shortReady")} name="shortage_ready" type="number" min={0} defaultValue={before.shortage?.ready ?? ""} />
      </div>
    </Section>
  );
}

/** What callers hear and may press while they wait. */
export function Waits({ before, lists, change }: Props) {
  const { t, label } = useWords();
  const free = KEYS.find((key) => !lists.wait_options.some((option) => option.key === key)) ?? "1";
  const fresh: WaitRow = { key: free, does: "information", zh: "", en: "" };
  const isText = (row: WaitRow) => row.does === "information";
  return (
    <Section title={t("routing.whileWaiting")} testId="section-waits">
      <div className="fields"><Seconds label={t("routing.longWait")} name="long_wait_seconds" value={before.long_wait_seconds} /></div>
      <RuleRows legend={t("routing.waitOptions")} hint={t("routing.waitOptionsHint")} testId="wait-options" most={KEYS.length} rows={waitRows(lists.wait_options)} blank={fresh}
        columns={[
          { key: "key", label: t("routing.key"), kind: "select", options: KEYS.map((key) => [key, key] as const) }, { key: "does", label: t("routing.does"), kind: "select", options: WAIT_CHOICES.map((one) => [one, label("waitChoice", one)] as const) },
          { key: "zh", label: t("routing.textZh"), kind: "optional", isShown: isText }, { key: "en", label: t("routing.textEn"), kind: "optional", isShown: isText },
        ]}
        change={(rows) => change({ wait_options: waitOptions(rows) })} />
    </Section>
  );
}

/** Who does not stay. */
export function Overflows({ lists, change, others }: Omit<Props, "before"> & { others: readonly Option[] }) {
  const { t } = useWords();
  return (
    <Section title={t("routing.overflow")} isOpen testId="section-overflow">
      <RuleRows legend={t("routing.overflow")} testId="overflow" rows={lists.overflow} blank={{ to: "voicemail", max_waiting: 20, max_wait_seconds: null, when: null }}
        columns={[
          { key: "max_waiting", label: t("routing.maxWaiting"), kind: "count" }, { key: "max_wait_seconds", label: t("routing.maxWait"), kind: "count" },
          { key: "to", label: t("routing.goesTo"), kind: "select", options: others }, { key: "when", label: t("routing.onlyWhen"), kind: "optional" },
        ]}
        change={(overflow) => change({ overflow: [...overflow] })} />
    </Section>
  );
}
