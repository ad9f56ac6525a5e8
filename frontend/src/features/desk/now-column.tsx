import { useQuery } from "@tanstack/react-query";
import { fetchTickets } from "../../api/customers";
import type { Pop } from "../../api/types";
import { useAgent } from "../../agent/agent";
import { TicketLines } from "../../business/ticket-lines";
import { useWords } from "../../i18n";
import { phone as readable } from "../../i18n/format";
import { useMyself, useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { Panel } from "../../ui/panel";
import { StateShape, toneOf } from "../../ui/state";
import { Timer } from "../../ui/timer";
import type { Focus } from "./focus";
import { WaitingBox } from "./waiting-box";

export function NowColumn({ focus, pop }: { focus: Focus | null; pop: Pop | undefined }) {
  const { t } = useWords();
  const { may } = useSession();
  return (
    <div className="desk-left">
      <Panel title={t("now.title")} className="now-panel">{focus ? <NowTile focus={focus} pop={pop} /> : <NowNothing />}</Panel>
      {may("calls.pick_up") && <WaitingBox />}
      {may("tickets.read") && <MyWork />}
    </div>
  );
}

function NowNothing() {
  const { t } = useWords();
  const { desk } = useAgent();
  return <p className="muted">{desk?.worker.activity === "offline" ? t("now.offline") : t("now.none")}</p>;
}

function NowTile({ focus, pop }: { focus: Focus; pop: Pop | undefined }) {
  const { label } = useWords();
  const { desk } = useAgent();
  const stage = focus.stage === "offered" ? "ringing" : focus.stage;
  const tone = toneOf(stage);
  return (
    <div className={`now-tile tone-${tone}`}>
      <div className="row">
        <StateShape tone={tone} />
        <span className="strong clip">{pop?.customer?.name || readable(focus.fromNumber ?? pop?.from_number)}</span>
        <span className="push"><Timer since={desk?.worker.since} /></span>
      </div>
      <div className="clip muted">{label("state", stage === "talking" ? "on_contact" : stage)}{focus.queue && ` · ${label("queue", focus.queue)}`}</div>
    </div>
  );
}

function MyWork() {
  const { t } = useWords();
  const me = useMyself();
  const query = useQuery({
    queryKey: ["tickets", "mine", me.username],
    queryFn: () => fetchTickets({ assignee: me.username }),
    refetchInterval: 60_000,
  });
  const open = query.data?.items.filter((ticket) => ticket.status === "new" || ticket.status === "in_process");
  return (
    <Panel title={t("work.title")} count={open?.length} flush scroll className="grow-panel">
      <Answer query={query} lines={3}>
        {() => (open?.length ? <TicketLines tickets={open} /> : <Empty title={t("work.none")} />)}
      </Answer>
    </Panel>
  );
}
