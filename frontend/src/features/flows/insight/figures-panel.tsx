import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { fetchIndicators, type Indicators } from "../../../api/flows";
import { useWords } from "../../../i18n";
import { duration } from "../../../i18n/format";
import { Answer, Empty, Skeleton } from "../../../ui/answers";
import { Dialog } from "../../../ui/dialog";
import { SelectField } from "../../../ui/field";
import { Icon } from "../../../ui/icon";
import { TableScroll } from "../../../ui/table-scroll";
import { download } from "../download";
import { COLUMNS, csvOf } from "./csv";
import { METRICS, type Metric } from "./heat";

const SankeyView = lazy(() => import("./sankey-view"));
const DAYS = ["1", "7", "31"] as const;
const HOUR = 3_600_000;

export interface Figures {
  days: string;
  setDays(days: string): void;
  metric: Metric;
  setMetric(metric: Metric): void;
  query: ReturnType<typeof useIndicators>;
}

export function useIndicators(sid: string, days: string, isWanted: boolean) {
  return useQuery({
    queryKey: ["flows", sid, "indicators", days],
    queryFn: () => {
      const now = Date.now();
      return fetchIndicators(sid, new Date(now - Number(days) * 24 * HOUR).toISOString(), new Date(now).toISOString());
    },
    enabled: isWanted,
    staleTime: 60_000,
  });
}

/** How the flow does with real callers: figures of the whole, the figure that warms the picture, and the table. */
export function FiguresPanel({ figures, onShow }: { figures: Figures; onShow(widget: string): void }) {
  const { t, label } = useWords();
  const [isWide, setWide] = useState(false);
  const { query } = figures;
  return (
    <div className="figures" data-testid="flow-figures">
      <div className="fields">
        <SelectField label={t("flows.period")} value={figures.days} options={DAYS.map((days) => [days, label("flowDays", days)])} onChange={(event) => figures.setDays(event.target.value)} />
        <SelectField label={t("flows.heat")} value={figures.metric} data-testid="heat-metric" options={METRICS.map((metric) => [metric, label("flowMetric", metric)])} onChange={(event) => figures.setMetric(event.target.value as Metric)} />
      </div>
      <Answer query={query}>
        {(data) =>
          data.calls === 0 ? <Empty title={t("flows.noCalls")} hint={t("flows.noCallsHint")} /> : (
            <>
              <Whole data={data} />
              <button type="button" className="button" data-testid="open-figures" onClick={() => setWide(true)}><Icon name="reports" />{t("flows.openFigures")}</button>
              <Nodes data={data} onShow={onShow} />
              {isWide && <WideFigures data={data} onClose={() => setWide(false)} />}
            </>
          )
        }
      </Answer>
    </div>
  );
}

function Whole({ data }: { data: Indicators }) {
  const { t, format } = useWords();
  const share = (value: number | null) => (value === null ? "–" : format.percent(value));
  const rows = [
    [t("flows.calls"), format.number(data.calls)],
    [t("flows.selfServed"), `${format.number(data.self_served)} · ${share(data.self_service_rate)}`],
    [t("flows.transferred"), `${format.number(data.transferred)} · ${share(data.transfer_rate)}`],
    [t("flows.abandoned"), format.number(data.abandoned)],
    [t("flows.averageTime"), data.average_seconds === null ? "–" : duration(data.average_seconds)],
  ] as const;
  return <dl className="facts">{rows.map(([name, value]) => <div key={name} className="fact"><dt>{name}</dt><dd className="strong">{value}</dd></div>)}</dl>;
}

function Nodes({ data, onShow }: { data: Indicators; onShow(widget: string): void }) {
  const { t, format } = useWords();
  const most = Math.max(1, ...data.nodes.map(({ entries }) => entries));
  return (
    <ol className="node-bars" aria-label={t("flows.entries")}>
      {data.nodes.toSorted((one, other) => other.entries - one.entries).slice(0, 15).map((node) => (
        <li key={node.widget}>
          <button type="button" onClick={() => onShow(node.widget)}>
            <span className="row"><span className="clip grow">{node.widget}</span><span>{format.number(node.entries)}</span></span>
            <span className="meter"><span style={{ width: `${(node.entries / most) * 100}%` }} /></span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function WideFigures({ data, onClose }: { data: Indicators; onClose(): void }) {
  const { t, label } = useWords();
  const titles = COLUMNS.map((column) => label("flowColumn", column));
  return (
    <div className="wide-figures">
      <Dialog title={t("flows.figuresOf", { flow: data.flow })} onClose={onClose}>
        <h3>{t("flows.paths")}</h3>
        <Suspense fallback={<Skeleton lines={6} />}><SankeyView data={data} /></Suspense>
        <div className="row">
          <h3>{t("flows.nodes")}</h3>
          <button type="button" className="button plain push" data-testid="figures-csv" onClick={() => download(`${data.flow}-nodes.csv`, csvOf(data.nodes, titles), "text/csv")}><Icon name="download" />CSV</button>
        </div>
        <NodeTable data={data} titles={titles} />
      </Dialog>
    </div>
  );
}

function NodeTable({ data, titles }: { data: Indicators; titles: readonly string[] }) {
  const { label, format } = useWords();
  const cell = (column: (typeof COLUMNS)[number], value: string | number | null) => {
    if (value === null) return "–";
    if (column === "kind") return label("node", String(value));
    if (typeof value === "string") return value;
    if (column.endsWith("_rate")) return format.percent(value);
    return column === "average_dwell_seconds" ? duration(value) : format.number(value);
  };
  return (
    <TableScroll>
      <table className="table">
        <thead><tr>{titles.map((title, at) => <th key={title} className={at > 2 ? "number" : ""}>{title}</th>)}</tr></thead>
        <tbody>
          {data.nodes.map((node) => (
            <tr key={node.widget}>{COLUMNS.map((column, at) => <td key={column} className={at > 2 ? "number" : ""}>{cell(column, node[column])}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

