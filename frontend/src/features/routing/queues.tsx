import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fetchQueueRules } from "../../api/routing";
import type { QueueRules } from "../../api/types";
import { inLanguage } from "../../business/texts";
import { listed } from "../../business/listed";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { TableScroll } from "../../ui/table-scroll";
import { QueueDialog } from "./queue-dialog";
import type { OverflowRule } from "./rules";

export const KEY = ["queue-rules"] as const;

export function Queues() {
  const { t } = useWords();
  const { may } = useSession();
  const [edited, edit] = useState<QueueRules | "new" | null>(null);
  const query = useQuery({ queryKey: KEY, queryFn: fetchQueueRules });
  return (
    <>
      {may("flows.write") && <div className="filters"><button type="button" className="button primary" data-testid="queue-new" onClick={() => edit("new")}>{t("routing.newQueue")}</button></div>}
      <Answer query={query} lines={5}>
        {({ items }) => (items.length === 0 ? <Empty title={t("routing.noQueues")} /> : <Table queues={items} edit={edit} />)}
      </Answer>
      {edited && <QueueDialog queue={edited === "new" ? null : edited} queues={query.data?.items ?? []} onClose={() => edit(null)} />}
    </>
  );
}

function Table({ queues, edit }: { queues: readonly QueueRules[]; edit(queue: QueueRules): void }) {
  const { t, label, language } = useWords();
  const { may } = useSession();
  return (
    <TableScroll>
      <table className="table" data-testid="queue-rules">
        <thead>
          <tr>
            <th>{t("common.queue")}</th><th>{t("routing.strategy")}</th><th>{t("routing.precedence")}</th><th>{t("routing.wrapUp")}</th>
            <th className="number">{t("routing.ring")}</th><th className="number">{t("routing.target")}</th><th>{t("routing.overflow")}</th><th>{t("routing.serves")}</th><th><span className="sr-only">{t("common.edit")}</span></th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.sid} data-queue={queue.name}>
              <td><span className="strong">{inLanguage(queue.title, language)}</span> <span className="muted">{queue.name}</span></td>
              <td>{label("strategy", queue.strategy)}{queue.task_order === "LIFO" && ` · ${t("routing.lifo")}`}</td>
              <td>{listed(queue.precedence.map((rule) => label("precedence", rule.name)), language) || "–"}</td>
              <td>{label("wrapUpRule", queue.wrap_up)}{queue.wrap_up === "timed" && ` ${t("routing.seconds", { seconds: queue.wrap_up_seconds })}`}</td>
              <td className="number">{t("routing.seconds", { seconds: queue.ring_seconds })}</td>
              <td className="number">{t("routing.seconds", { seconds: queue.service_level_seconds })}</td>
              <td>{queue.overflow.length === 0 ? "–" : queue.overflow.map((rule, at) => <div key={at}><Rule rule={rule} /></div>)}</td>
              <td className="expression">{queue.target_workers}</td>
              <td className="number">{may("flows.write") && <button type="button" className="button plain" aria-label={`${t("common.edit")} ${queue.name}`} data-testid="queue-edit" onClick={() => edit(queue)}>{t("common.edit")}</button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Rule({ rule }: { rule: OverflowRule }) {
  const { t, label } = useWords();
  const [where, queue] = rule.to.split(":");
  const limits = [
    rule.max_waiting !== null && rule.max_waiting !== undefined && t("routing.fullAt", { count: rule.max_waiting }),
    rule.max_wait_seconds !== null && rule.max_wait_seconds !== undefined && t("routing.after", { seconds: rule.max_wait_seconds }),
    rule.when,
  ].filter(Boolean);
  return <>{limits.join(" · ") || t("routing.always")} → {where === "queue" ? label("queue", queue) : label("overflowTo", where)}</>;
}
