import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { fetchCalendars, fetchFlows, fetchNumbers, saveCalendars, saveNumbers } from "../../api/numbers";
import { problemText } from "../../api/problem";
import type { Calendar, NumberLine } from "../../api/types";
import { useQueueOptions } from "../../business/queues";
import { listed } from "../../business/listed";
import { useWords } from "../../i18n";
import { Answer, Empty } from "../../ui/answers";
import { SelectField, TextField } from "../../ui/field";
import { Panel } from "../../ui/panel";
import { useToasts } from "../../ui/toasts";
import { readHours, writeHours } from "./hours";
import "./people.css";

const PERIODS = ["work_time", "after_hours", "holiday"] as const;

/** The numbers callers dial, the flow each plays in each period, and the hours that make the periods. */
export default function NumbersPage() {
  const { t } = useWords();
  const numbers = useQuery({ queryKey: ["numbers"], queryFn: fetchNumbers });
  const calendars = useQuery({ queryKey: ["calendars"], queryFn: fetchCalendars });
  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.numbers")}</h1></div>
      <Answer query={numbers}>{({ items }) => (items.length ? items.map((one) => <NumberForm key={one.number} number={one} calendars={calendars.data?.items ?? []} />) : <Empty title={t("numbers.none")} />)}</Answer>
      <Answer query={calendars}>{({ items }) => items.map((one) => <CalendarForm key={one.name} calendar={one} />)}</Answer>
    </div>
  );
}

function useSaved(key: string) {
  const { t } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  return () => {
    tell(t("common.saved"));
    void queries.invalidateQueries({ queryKey: [key] });
  };
}

function NumberForm({ number, calendars }: { number: NumberLine; calendars: readonly Calendar[] }) {
  const { t, label } = useWords();
  const queues = useQueueOptions(["", "–"]);
  const flows = useQuery({ queryKey: ["flows"], queryFn: fetchFlows });
  const save = useMutation({ mutationFn: (changed: NumberLine) => saveNumbers([changed]), onSuccess: useSaved("numbers") });
  const names = (flows.data?.items ?? []).map((flow) => [flow.name, flow.name] as const);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const chosen = PERIODS.map((period) => [period, text(period)] as const).filter(([, flow]) => flow);
    save.mutate({ ...number, label: text("label"), calendar: text("calendar"), fallback_queue: text("fallback_queue") || null, flows: Object.fromEntries(chosen) });
  };
  return (
    <Panel title={`${number.number} · ${number.label}`}>
      <form key={`${names.length}${calendars.length}`} className="stack" onSubmit={submit}>
        <div className="fields">
          <TextField label={t("numbers.label")} name="label" defaultValue={number.label} maxLength={100} />
          <SelectField label={t("numbers.calendar")} name="calendar" defaultValue={number.calendar} options={calendars.map((one) => [one.name, one.name] as const)} />
          {PERIODS.map((period) => <SelectField key={period} label={t("numbers.flowIn", { period: label("period", period) })} name={period} defaultValue={number.flows[period] ?? ""} options={[["", "–"], ...names]} />)}
          <SelectField label={t("numbers.fallback")} name="fallback_queue" defaultValue={number.fallback_queue ?? ""} options={queues} />
        </div>
        {save.isError && <p className="breach" role="alert">{problemText(save.error, t)}</p>}
        <div className="actions"><button type="submit" className="button primary" disabled={save.isPending}>{t("common.save")}</button></div>
      </form>
    </Panel>
  );
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

function CalendarForm({ calendar }: { calendar: Calendar }) {
  const { t, format, label, language } = useWords();
  const save = useMutation({ mutationFn: (changed: Calendar) => saveCalendars([changed]), onSuccess: useSaved("calendars") });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    save.mutate({ ...calendar, weekly: DAYS.map((day) => readHours(String(data.get(day) ?? ""))) });
  };
  const holidays = Object.entries(calendar.holidays);
  return (
    <Panel title={t("numbers.hoursOf", { name: calendar.name })} actions={<span className="muted">{calendar.zone}</span>}>
      <form className="stack" onSubmit={submit}>
        <p className="muted">{t("numbers.hoursHint")}</p>
        <div className="fields days">
          {DAYS.map((day, at) => <TextField key={day} label={label("day", day)} name={day} defaultValue={writeHours(calendar.weekly[at] ?? [])} placeholder={t("numbers.closed")} pattern="(\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}\s*,?)*" />)}
        </div>
        {holidays.length > 0 && <p>{t("numbers.holidays")}: {listed(holidays.map(([day, name]) => `${format.date(`${day}T12:00:00Z`)} ${name}`), language)}</p>}
        {save.isError && <p className="breach" role="alert">{problemText(save.error, t)}</p>}
        <div className="actions"><button type="submit" className="button primary" disabled={save.isPending}>{t("common.save")}</button></div>
      </form>
    </Panel>
  );
}
