import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import { fetchRun } from "../../api/reports";
import type { ReportRun, ReportSection } from "../../api/types";
import { useWords } from "../../i18n";
import { useLiveMessages } from "../../live";
import { Answer, Empty, Skeleton } from "../../ui/answers";
import { Panel } from "../../ui/panel";
import { TableScroll } from "../../ui/table-scroll";
import { readCell } from "./cells";
import { Downloads } from "./downloads";
import { Progress } from "./progress";
import "./reports.css";

const Charts = lazy(() => import("./charts"));
const isOpen = (run: ReportRun | undefined) => run?.status === "queued" || run?.status === "running";
const FIRST_ROWS = 200;
/** More columns than this leave no room for a chart at their side. */
const WIDE = 7;

export default function ReportPage({ runId }: { runId: string }) {
  const { t } = useWords();
  const query = useQuery({ queryKey: ["reports", "run", runId], queryFn: () => fetchRun(runId), refetchInterval: ({ state }) => (isOpen(state.data) ? 1_000 : false) });
  useLiveMessages((message) => {
    if (message.type === "report" && message["run_id"] === runId) void query.refetch();
  });
  return (
    <div className="page">
      <div className="page-head">
        <Link href="/reports">{t("nav.reports")}</Link>
        <h1>{query.data?.title ?? t("report.one")}</h1>
        {query.data?.period && <span className="muted">{query.data.period}</span>}
        {query.data && <Progress run={query.data} />}
        {query.data?.status === "done" && <span className="push"><Downloads runId={runId} /></span>}
      </div>
      <Answer query={query} lines={10}>
        {(run) => (
          <>
            {isOpen(run) && <section className="panel"><Skeleton lines={8} /></section>}
            {run.status === "failed" && <section className="panel"><Empty title={t("report.failed")} hint={t("error.server")} /></section>}
            {run.sections.map((section) => <Section key={section.id} section={section} />)}
          </>
        )}
      </Answer>
    </div>
  );
}

function Section({ section }: { section: ReportSection }) {
  const { t } = useWords();
  const [asked, ask] = useState<string | null>(null);
  const formula = section.formula_notes.find((note) => note.key === asked);
  return (
    <Panel title={section.title} count={section.rows.length} flush testId={`section-${section.id}`}>
      <p className="formula" role="status">
        {formula ? <><strong>{formula.name}</strong> = {formula.formula}</> : section.formula_notes.length > 0 ? t("report.formulaHint") : ""}
      </p>
      {section.rows.length === 0 ? (
        <Empty title={t("report.noRows")} />
      ) : (
        <div className={section.charts.length > 0 ? (section.columns.length > WIDE ? "section-stacked" : "section-split") : ""}>
          <ReportTable section={section} asked={asked} ask={(key) => ask(asked === key ? null : key)} />
          {section.charts.length > 0 && <Suspense fallback={<Skeleton lines={6} />}><Charts section={section} /></Suspense>}
        </div>
      )}
    </Panel>
  );
}

function ReportTable({ section, asked, ask }: { section: ReportSection; asked: string | null; ask(key: string): void }) {
  const { t, format } = useWords();
  const [isWhole, setWhole] = useState(false);
  const noted = new Set(section.formula_notes.map((note) => note.key));
  const rows = isWhole ? section.rows : section.rows.slice(0, FIRST_ROWS);
  const side = (unit: string) => (unit === "text" || unit === "time" ? "" : "number");
  return (
    <TableScroll className="report-table">
      <table className="table">
        <thead>
          <tr>
            {section.columns.map((column) => (
              <th key={column.key} className={side(column.unit)}>
                {noted.has(column.key) ? <button type="button" className="figure" aria-pressed={asked === column.key} onClick={() => ask(column.key)}>{column.title}</button> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // Rows of a finished report never move: their place is their identity.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={at}>{section.columns.map((column) => <td key={column.key} className={side(column.unit)}>{readCell(row[column.key], column.unit, format)}</td>)}</tr>
          ))}
        </tbody>
        {section.total && (
          <tfoot>
            <tr>{section.columns.map((column) => <td key={column.key} className={side(column.unit)}>{column.key in (section.total ?? {}) ? readCell(section.total?.[column.key], column.unit, format) : ""}</td>)}</tr>
          </tfoot>
        )}
      </table>
      {rows.length < section.rows.length && <button type="button" className="button plain" onClick={() => setWhole(true)}>{t("report.allRows", { count: section.rows.length })}</button>}
    </TableScroll>
  );
}
