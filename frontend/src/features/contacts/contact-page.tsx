import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { fetchContact, fetchTrace } from "../../api/contacts";
import { fetchTickets } from "../../api/customers";
import type { ContactDetail, TimelineEvent } from "../../api/types";
import { inLanguage } from "../../business/texts";
import { TicketLines } from "../../business/ticket-lines";
import { useWords } from "../../i18n";
import { duration } from "../../i18n/format";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { PhoneNumber, When } from "../../ui/copyable";
import { Panel } from "../../ui/panel";
import { StateMark } from "../../ui/state";
import { Recordings } from "./recordings";
import { CallerPathPanel } from "./caller-path";
import "./contacts.css";

/** One contact with everything that happened to it. */
export default function ContactPage({ contactId }: { contactId: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const isLive = (detail: ContactDetail | undefined) => detail && detail.contact.state !== "ended";
  const detail = useQuery({
    queryKey: ["contact", contactId],
    queryFn: () => fetchContact(contactId),
    refetchInterval: ({ state }) => (isLive(state.data) || (state.data?.contact.queue && state.data.recordings.length === 0) ? 5_000 : false),
  });
  const tickets = useQuery({ queryKey: ["tickets", "of", contactId], queryFn: () => fetchTickets({ contact_id: contactId }), enabled: may("tickets.read") });
  return (
    <div className="page">
      <div className="page-head"><Link href="/contacts">{t("nav.contacts")}</Link><h1>{t("contacts.one")}</h1><span className="mono muted">{contactId}</span></div>
      <Answer query={detail} lines={12}>
        {(data) => (
          <div className="columns">
            <div className="stack">
              <Recordings contactId={contactId} recordings={data.recordings} mayPlay={may("recordings.play")} />
              <CallerPathPanel contactId={contactId} />
              <Panel title={t("contacts.timeline")} count={data.timeline.length} flush><Timeline events={data.timeline} /></Panel>
            </div>
            <div className="stack">
              <Summary detail={data} />
              <TracePanel contactId={contactId} />
              {may("tickets.read") && (
                <Panel title={t("pop.tickets")} count={tickets.data?.items.length} flush>
                  <Answer query={tickets} lines={2}>{({ items }) => (items.length ? <TicketLines tickets={items} /> : <Empty title={t("pop.noTickets")} />)}</Answer>
                </Panel>
              )}
            </div>
          </div>
        )}
      </Answer>
    </div>
  );
}

function Summary({ detail: { contact, durations } }: { detail: ContactDetail }) {
  const { t, label } = useWords();
  const time = (seconds: number) => duration(seconds);
  const facts: [string, React.ReactNode][] = [
    [t("common.status"), <StateMark key="s" group="phase" state={contact.state} />],
    [t("contacts.caller"), <PhoneNumber key="p" value={contact.from_number} />],
    [t("contacts.called"), <PhoneNumber key="c" value={contact.to_number} />],
    [t("contacts.access"), [label("access", contact.access), contact.gateway, contact.span].filter(Boolean).join(" · ")],
    [t("contacts.started"), <When key="w" at={contact.started_at} />],
    [t("common.queue"), contact.queue ? label("queue", contact.queue) : "–"],
    [t("contacts.agent"), contact.agent_name ?? "–"],
    [t("contacts.leave"), label("leave", contact.leave_type)],
    [t("contacts.waitTime"), time(durations.wait_seconds)],
    [t("contacts.talkTime"), time(durations.talk_seconds)],
    [t("contacts.holdTime"), `${time(durations.hold_seconds)} (${t("call.holdCount", { count: contact.hold_count })})`],
    [t("contacts.wrapUpTime"), time(durations.wrap_up_seconds)],
    [t("disposition.title"), contact.disposition ? label("disposition", contact.disposition) : "–"],
    [t("note.label"), contact.note || "–"],
  ];
  return (
    <Panel title={t("contacts.summary")} testId="contact-summary" actions={contact.customer_id && <Link href={`/customers/${contact.customer_id}`}>{t("contacts.customer")}</Link>}>
      <dl className="facts">{facts.map(([name, value]) => [<dt key={`${name}t`}>{name}</dt>, <dd key={`${name}d`}>{value}</dd>])}</dl>
    </Panel>
  );
}

const shownData = (event: TimelineEvent) =>
  Object.values(event.data).filter((value) => (typeof value === "string" && value.length <= 24 && !/^[A-Z]{2}[0-9a-f]{32}$/.test(value)) || typeof value === "number").slice(0, 4).join(" · ");

function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  const { language, format, label } = useWords();
  return (
    <table className="table" data-testid="contact-timeline">
      <tbody>
        {events.map((event) => (
          <tr key={event.key}>
            <td className="mono nowrap" title={format.dateTime(event.at)}>{format.clock(event.at)}</td>
            <td title={event.type}>{inLanguage(event.title, language)}</td>
            <td className="muted">{[event.queue && label("queue", event.queue), shownData(event)].filter(Boolean).join(" · ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The twelve steps a call takes from the trunk to the agent's ear, each with its time. */
function TracePanel({ contactId }: { contactId: string }) {
  const { t, language, format } = useWords();
  const query = useQuery({ queryKey: ["trace", contactId], queryFn: () => fetchTrace(contactId) });
  return (
    <Panel title={t("contacts.trace")} testId="contact-trace">
      <Answer query={query} lines={6}>
        {({ steps }) => (
          <ol className="trace">
            {steps.map((step) => (
              <li key={step.number} className={step.at ? "" : "muted"}>
                <span className="trace-number">{step.number}</span>
                <span>{inLanguage(step.title, language)}</span>
                <span className="mono">{step.at ? format.clock(step.at) : "–"}</span>
              </li>
            ))}
          </ol>
        )}
      </Answer>
    </Panel>
  );
}
