import type { EChartsCoreOption } from "echarts/core";
import type { Cell, ReportChart, ReportSection, Unit } from "../../api/types";
import type { Formats } from "../../i18n/format";
import { readCell } from "./cells";

type Ink = (variable: string) => string;

const COLOURS = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6"];

function unitOf(section: ReportSection, key: string): Unit {
  return section.columns.find((column) => column.key === key)?.unit ?? "count";
}

/** One report chart as ECharts draws it, in the page's own colours; the legend stays above, off the axis. */
export function optionOf(section: ReportSection, chart: ReportChart, format: Formats, ink: Ink): EChartsCoreOption {
  const unit = unitOf(section, chart.series[0]?.key ?? "");
  const show = (value: Cell | undefined) => readCell(value, unit, format);
  const category = (row: Record<string, Cell>) => readCell(row[chart.category_key], unitOf(section, chart.category_key), format);
  const shared = {
    animation: false,
    color: COLOURS.map(ink),
    textStyle: { color: ink("--text"), fontFamily: ink("--font") },
    tooltip: { trigger: chart.kind === "pie" ? "item" : "axis", valueFormatter: (value: Cell) => show(value), backgroundColor: ink("--raised"), borderColor: ink("--line-strong"), textStyle: { color: ink("--text") } },
    legend: { top: 0, bottom: "auto", left: "center", type: "scroll", textStyle: { color: ink("--muted") } },
  };
  if (chart.kind === "pie") {
    const key = chart.series[0]?.key ?? "";
    const data = section.rows.map((row) => ({ name: category(row), value: row[key] ?? 0 }));
    return { ...shared, series: [{ type: "pie", radius: ["38%", "68%"], center: ["50%", "56%"], data, label: { color: ink("--text") } }] };
  }
  const line = { lineStyle: { color: ink("--line") } };
  return {
    ...shared,
    grid: { top: 34, right: 12, bottom: 8, left: 8, containLabel: true },
    xAxis: { type: "category", data: section.rows.map(category), axisLabel: { color: ink("--muted"), hideOverlap: true }, axisLine: line, axisTick: { show: false } },
    yAxis: { type: "value", axisLabel: { color: ink("--muted"), formatter: (value: number) => show(value) }, splitLine: line, minInterval: unit === "count" ? 1 : 0 },
    series: chart.series.map((series) => ({ type: chart.kind, name: series.title, data: section.rows.map((row) => row[series.key] ?? null), barMaxWidth: 28, showSymbol: section.rows.length < 40 })),
  };
}
