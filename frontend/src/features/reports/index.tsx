import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { fieldProblems, problemText } from "../../api/problem";
import { fetchKinds, fetchRuns, runReport, type RunRequest } from "../../api/reports";
import type { ReportKind, ReportRun } from "../../api/types";
import { useWords } from "../../i18n";
import { useLiveMessages } from "../../live";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { When } from "../../ui/copyable";
import { SelectField, TextField } from "../../ui/field";
import { Panel } from "../../ui/panel";
import { Downloads } from "./downloads";
import { Progress } from "./progress";
import "./reports.css";

const RUNS = ["reports", "runs"] as const;
const SLOTS = ["hour", "day", "month", "year"];

export default function ReportsPage() {
  const { t } = useWords();
  const { may } = useSession();
  const queries = useQueryClient();
  const kinds = useQuery({ queryKey: ["reports", "kinds"], queryFn: fetchKinds, staleTime: 3_600_000 });
  const runs = useQuery({
    queryKey: RUNS,
    queryFn: fetchRuns,
    refetchInterval: ({ state }) => (state.data?.items.some((run) => run.status === "queued" || run.status === "running") ? 2_000 : 60_000),
  });
  useLiveMessages((message) => {
    if (message.type === "report") void queries.invalidateQueries({ queryKey: RUNS });
  });
  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.reports")}</h1></div>
      {may("reports.run") && <Panel title={t("report.new")}><Answer query={kinds} lines={2}>{({ items }) => <RunForm kinds={items} />}</Answer></Panel>}
      <Panel title={t("report.runs")} flush>
        <Answer query={runs} lines={6}>{({ items }) => (items.length ? <Runs runs={items} kinds={kinds.data?.items ?? []} /> : <Empty title={t("report.none")} hint={t("report.noneHint")} />)}</Answer>
      </Panel>
    </div>
  );
}

function RunForm({ kinds }: { kinds: readonly ReportKind[] }) {
  const { t, label, language, format } = useWords();
  const [, go] = useLocation();
  const [kind, setKind] = useState<string>(kinds[0]?.kind ?? "day");
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: (request: RunRequest) => runReport(request),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: RUNS });
      go(`/reports/${made.run_id}`);
    },
  });
  const fields = fieldProblems(run.error, t);
  const hasSlots = kinds.find((one) => one.kind === kind)?.has_granularity ?? false;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const slot = String(data.get("granularity") ?? "");
    run.mutate({
      kind,
      from: String(data.get("from")),
      to: String(data.get("to")),
      language: String(data.get("language")),
      ...(hasSlots && slot ? { granularity: slot } : {}),
    });
  };
  return (
    <form className="run-form" onSubmit={submit}>
      <SelectField label={t("report.kind")} value={kind} onChange={(event) => setKind(event.target.value)} options={kinds.map((one) => [one.kind, one.titles[language] ?? one.kind] as const)} data-testid="report-kind" />
      <TextField label={t("contacts.from")} name="from" type="date" required defaultValue={format.today()} problem={fields["from"]} />
      <TextField label={t("contacts.to")} name="to" type="date" required defaultValue={format.today()} problem={fields["to"]} />
      <SelectField label={t("report.slot")} name="granularity" disabled={!hasSlots} options={[["", t("report.slot.auto")], ...SLOTS.map((slot) => [slot, label("report.slot", slot)] as const)]} />
      <SelectField label={t("shell.language")} name="language" defaultValue={language} options={[["zh-CN", "中文"], ["en", "English"]]} />
      <button type="submit" className="button primary" disabled={run.isPending} data-testid="report-run">{t("report.run")}</button>
      {run.isError && Object.keys(fields).length === 0 && <p className="breach" role="alert">{problemText(run.error, t)}</p>}
    </form>
  );
}

function Runs({ runs, kinds }: { runs: readonly ReportRun[]; kinds: readonly ReportKind[] }) {
  const { t, language, format, label } = useWords();
  const title = (kind: string) => kinds.find((one) => one.kind === kind)?.titles[language] ?? kind;
  // The end is the first instant after the range.
  const last = (end: string) => new Date(Date.parse(end) - 1).toISOString();
  return (
    <table className="table">
      <thead><tr><th>{t("report.kind")}</th><th>{t("report.range")}</th><th>{t("shell.language")}</th><th>{t("report.asked")}</th><th>{t("common.status")}</th><th>{t("report.files")}</th></tr></thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.run_id} data-testid="report-row" data-status={run.status}>
            <td><a href={`#/reports/${run.run_id}`} className="strong">{title(run.kind)}</a></td>
            <td>{format.date(run.start_at)} – {format.date(last(run.end_at))}</td>
            <td>{label("language", run.language)}</td>
            <td><When at={run.requested_at} /></td>
            <td><Progress run={run} /></td>
            <td>{run.status === "done" ? <Downloads runId={run.run_id} isSmall /> : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
