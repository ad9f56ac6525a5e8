import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import type { FloorAgent } from "../../api/types";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Empty } from "../../ui/answers";
import { Panel } from "../../ui/panel";
import { StateMark, toneOf } from "../../ui/state";
import { Timer } from "../../ui/timer";

const Regroup = lazy(() => import("./regroup"));

type Order = "state" | "name" | "longest";

const RANK = ["ringing", "on_contact", "wrap_up", "ready", "busy", "short_break", "meeting", "offline"];

export function arrange(agents: readonly FloorAgent[], order: Order, state: string, queue: string): FloorAgent[] {
  const wanted = agents.filter((agent) => (!state || agent.state === state) && (!queue || agent.queues.includes(queue)));
  const byName = (a: FloorAgent, b: FloorAgent) => a.name.localeCompare(b.name, "zh-CN");
  if (order === "name") return wanted.toSorted(byName);
  if (order === "longest") return wanted.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
  return wanted.toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state) || byName(a, b));
}

export function Agents({ agents }: { agents: readonly FloorAgent[] }) {
  const { t, label } = useWords();
  const [order, setOrder] = useState<Order>("state");
  const [state, setState] = useState("");
  const [queue, setQueue] = useState("");
  const queues = [...new Set(agents.flatMap((agent) => agent.queues))].toSorted();
  const shown = arrange(agents, order, state, queue);
  const filters = (
    <>
      <select className="select" aria-label={t("floor.filterState")} value={state} onChange={(event) => setState(event.target.value)}>
        <option value="">{t("floor.anyState")}</option>
        {RANK.map((one) => <option key={one} value={one}>{label("state", one)}</option>)}
      </select>
      <select className="select" aria-label={t("floor.filterQueue")} value={queue} onChange={(event) => setQueue(event.target.value)}>
        <option value="">{t("floor.anyQueue")}</option>
        {queues.map((one) => <option key={one} value={one}>{label("queue", one)}</option>)}
      </select>
      <select className="select" aria-label={t("floor.order")} value={order} onChange={(event) => setOrder(event.target.value as Order)}>
        <option value="state">{t("floor.order.state")}</option>
        <option value="name">{t("floor.order.name")}</option>
        <option value="longest">{t("floor.order.longest")}</option>
      </select>
    </>
  );
  return (
    <Panel title={t("floor.agents")} count={agents.length} actions={filters} testId="floor-agents" scroll>
      {shown.length === 0 && <Empty title={t("floor.noAgents")} />}
      <ul className="agent-tiles">
        {shown.map((agent) => <AgentTile key={agent.worker_sid} agent={agent} />)}
      </ul>
    </Panel>
  );
}

function AgentTile({ agent }: { agent: FloorAgent }) {
  const { t, label } = useWords();
  const { may } = useSession();
  const [isRegrouped, regroup] = useState(false);
  return (
    <li className={`agent-tile tone-${toneOf(agent.state)}`} data-testid="floor-agent" data-name={agent.name} data-state={agent.state}>
      <div className="row"><span className="strong clip agent-name">{agent.name}</span><span className="push"><Timer since={agent.since} /></span></div>
      <div className="row"><StateMark state={agent.state} />{agent.reason && <span className="muted clip">{label("reason", agent.reason)}</span>}</div>
      <div className="row muted small">
        <span className="clip">{agent.queue ? label("queue", agent.queue) : agent.queues.map((queue) => label("queue", queue)).join(", ") || "–"}</span>
        {may("agents.assign") && <button type="button" className="button plain small push" data-testid="regroup" aria-label={t("regroup.title", { name: agent.name })} onClick={() => regroup(true)}>{t("regroup.open")}</button>}
        {agent.contact_id && <Link className="push" href={`/contacts/${agent.contact_id}`}>{t("floor.contact")}</Link>}
      </div>
      {isRegrouped && <Suspense fallback={null}><Regroup agent={agent} onClose={() => regroup(false)} /></Suspense>}
    </li>
  );
}
