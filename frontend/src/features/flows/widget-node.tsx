import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo, type CSSProperties } from "react";
import { useWords } from "../../i18n";
import { Icon } from "../../ui/icon";
import type { WidgetNode } from "./picture";
import { WidgetIcon } from "./widget-icon";

function warmth(share: number): CSSProperties {
  return { "--heat": `${Math.round(share * 45)}%` } as CSSProperties;
}

/** A widget on the picture: its name, what it says, and a row for each way out with the handle to draw from. */
export const WidgetView = memo(function WidgetView({ data }: NodeProps<WidgetNode>) {
  const { t } = useWords();
  const { name, type, group, title, summary, ways, problems, isFirst, mark, heat } = data;
  const classes = ["widget", `group-${group}`, mark ?? "", problems > 0 ? "faulty" : "", heat ? "warm" : ""].join(" ");
  return (
    <div className={classes} style={heat ? warmth(heat.share) : undefined} data-testid={`widget-${name}`} data-mark={mark ?? undefined}>
      {type !== "trigger" && <Handle type="target" position={Position.Left} id="left" className="port-left" />}
      {type !== "trigger" && <Handle type="target" position={Position.Top} id="top" className="port-top" />}
      <div className="widget-head">
        <WidgetIcon type={type} group={group} />
        <div className="grow">
          <div className="widget-name clip" title={name}>{name}</div>
          <div className="widget-kind clip">{title}{isFirst && ` · ${t("flows.first")}`}</div>
        </div>
        {problems > 0 && <span className="breach" role="img" aria-label={t("flows.problemCount", { count: problems })}><Icon name="warning" /></span>}
        {heat && <span className="heat-value">{heat.text}</span>}
      </div>
      <div className="widget-summary clip" title={summary}>{summary || "\u00a0"}</div>
      {ways.map((way, index) => (
        <div key={index} className={`way ${way.leads ? "" : "ends"} ${way.isMatch ? "match" : ""}`}>
          <span className="clip">{way.label}</span>
          <Handle type="source" position={Position.Right} id={String(index)} />
        </div>
      ))}
    </div>
  );
});
