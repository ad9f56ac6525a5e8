import { SankeyChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { Indicators } from "../../../api/flows";
import { useWords } from "../../../i18n";
import { Empty } from "../../../ui/answers";
import { useTheme } from "../../../ui/theme";
import { sankeyOf } from "./sankey";

use([SankeyChart, TooltipComponent, CanvasRenderer]);

/** The ways calls took, from left to right; the table beneath holds the figures for those who cannot see it. */
export default function SankeyView({ data }: { data: Indicators }) {
  const { t } = useWords();
  const theme = useTheme();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const style = getComputedStyle(document.documentElement);
    const ink = (name: string) => style.getPropertyValue(name).trim();
    const { nodes, links } = sankeyOf(data);
    const titles = new Map(nodes.map(({ name, widget }) => [name, widget]));
    const title = (name: string) => titles.get(name) ?? name;
    const drawn = init(place.current, null, { renderer: "canvas" });
    drawn.setOption({
      animation: false,
      color: [1, 2, 3, 4, 5, 6].map((number) => ink(`--chart-${number}`)),
      tooltip: {
        trigger: "item", backgroundColor: ink("--raised"), borderColor: ink("--line-strong"), textStyle: { color: ink("--text") }, renderMode: "richText",
        formatter: ({ data: item, value, name }: { data: { source?: string; target?: string }; value: number; name: string }) => (item.source && item.target ? `${title(item.source)} → ${title(item.target)}: ${value}` : `${title(name)}: ${value}`),
      },
      series: [{
        type: "sankey", data: nodes.map(({ name, depth }) => ({ name, depth })), links, left: 8, right: 110, top: 8, bottom: 8, nodeGap: 10, nodeWidth: 12, draggable: false,
        lineStyle: { color: "gradient", opacity: 0.35 }, emphasis: { focus: "adjacency" },
        label: { color: ink("--text"), fontFamily: ink("--font"), fontSize: 11, width: 82, overflow: "truncate", formatter: ({ name }: { name: string }) => title(name) },
      }],
    });
    const resize = new ResizeObserver(() => drawn.resize());
    resize.observe(place.current);
    return () => {
      resize.disconnect();
      drawn.dispose();
    };
    // A new theme has other colours under the same names: draw anew.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [data, theme]);
  if (data.paths.every(({ widgets }) => widgets.length < 2)) return <Empty title={t("flows.noPaths")} />;
  return <div ref={place} className="sankey" role="img" aria-label={t("flows.paths")} data-testid="flow-sankey" />;
}
