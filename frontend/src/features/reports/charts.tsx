import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { ReportSection } from "../../api/types";
import { useWords } from "../../i18n";
import { useTheme } from "../../ui/theme";
import { optionOf } from "./chart-option";

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export default function Charts({ section }: { section: ReportSection }) {
  return (
    <div className="charts">
      {section.charts.map((chart) => <ChartView key={chart.id} section={section} chart={chart} />)}
    </div>
  );
}

function ChartView({ section, chart }: { section: ReportSection; chart: ReportSection["charts"][number] }) {
  const { format } = useWords();
  const theme = useTheme();
  // A new theme has other colours under the same names: draw anew.
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const drawn = init(place.current, null, { renderer: "canvas" });
    const style = getComputedStyle(document.documentElement);
    drawn.setOption(optionOf(section, chart, format, (name) => style.getPropertyValue(name).trim()));
    const resize = new ResizeObserver(() => drawn.resize());
    resize.observe(place.current);
    return () => {
      resize.disconnect();
      drawn.dispose();
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [section, chart, format, theme]);
  return (
    <figure className="chart" data-testid="report-chart">
      <figcaption>{chart.title}</figcaption>
      {/* The table beside it holds the same figures for those who cannot see the picture. */}
      <div ref={place} className="chart-canvas" role="img" aria-label={chart.title} />
    </figure>
  );
}
