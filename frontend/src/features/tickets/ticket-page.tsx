import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "wouter";
import { changeTicket, fetchTicket } from "../../api/customers";
import { fieldProblems, problemText } from "../../api/problem";
import type { Ticket } from "../../api/types";
import { useKindTitles } from "../../business/ticket-kinds";
import { TicketStatus } from "../../business/ticket-lines";
import { humanise, useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer } from "../../ui/answers";
import { PhoneNumber, When } from "../../ui/copyable";
import { SelectField, TextArea, TextField } from "../../ui/field";
import { Panel } from "../../ui/panel";
import { useToasts } from "../../ui/toasts";

const NEXT: Record<string, readonly string[]> = {
  new: ["in_process", "handled", "closed"],
  in_process: ["handled", "closed"],
  handled: ["closed", "in_process"],
  closed: ["in_process"],
};

export default function TicketPage({ ticketId }: { ticketId: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const query = useQuery({ queryKey: ["ticket", ticketId], queryFn: () => fetchTicket(ticketId) });
  return (
    <div className="page">
      <div className="page-head"><Link href="/tickets">{t("nav.tickets")}</Link><h1>{query.data?.number ?? t("ticket.one")}</h1>{query.data && <TicketStatus ticket={query.data} />}</div>
      <Answer query={query} lines={10}>
        {(ticket) => (
          <div className="columns">
            <div className="stack">
              <Facts ticket={ticket} />
              {may("tickets.write") && <Handle key={ticket.version} ticket={ticket} />}
            </div>
            <TicketTimeline ticket={ticket} />
          </div>
        )}
      </Answer>
    </div>
  );
}

function Facts({ ticket }: { ticket: Ticket }) {
  const { t, label } = useWords();
  const { kindTitle, typeTitle } = useKindTitles();
  const { customer } = ticket;
  const facts: [string, React.ReactNode][] = [
    [t("ticket.kind"), `${kindTitle(ticket.kind)}${ticket.type ? ` · ${typeTitle(ticket.kind, ticket.type)}` : ""}`],
    [t("ticket.cause"), ticket.cause || "–"],
    [t("ticket.remarks"), ticket.remarks || "–"],
    [t("pop.customer"), customer.customer_id ? <Link key="c" href={`/customers/${customer.customer_id}`}>{customer.name || t("customer.noName")}</Link> : customer.name || "–"],
    [t("common.phone"), <PhoneNumber key="p" value={customer.phone} />],
    [t("customer.card_no"), customer.card_no ?? "–"],
    [t("customer.gender"), label("gender", customer.gender)],
    [t("ticket.waybill"), ticket.waybill_number ? <Link key="w" href={`/customers?waybill=${ticket.waybill_number}`}>{ticket.waybill_number}</Link> : "–"],
    [t("desk.contact"), ticket.contact_id ? <Link key="o" href={`/contacts/${ticket.contact_id}`}>{t("common.view")}</Link> : "–"],
    [t("ticket.filedAt"), <span key="f"><When at={ticket.filed_at} /> · {ticket.filed_by}</span>],
    [t("ticket.due_at"), <span key="d" className={ticket.is_overdue ? "breach" : ""}><When at={ticket.due_at} /></span>],
    [t("ticket.assignee"), ticket.assignee ?? "–"],
  ];
  return <Panel title={t("ticket.one")}><dl className="facts">{facts.map(([name, value]) => [<dt key={`${name}t`}>{name}</dt>, <dd key={`${name}d`}>{value}</dd>])}</dl></Panel>;
}

function Handle({ ticket }: { ticket: Ticket }) {
  const { t, label } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const [status, setStatus] = useState<string>(ticket.status);
  const save = useMutation({
    mutationFn: (change: object) => changeTicket(ticket.ticket_id, { ...change, version: ticket.version }),
    onSuccess: (saved) => {
      queries.setQueryData(["ticket", ticket.ticket_id], saved);
      void queries.invalidateQueries({ queryKey: ["tickets"] });
      tell(t("common.saved"));
    },
  });
  const fields = fieldProblems(save.error, t);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    save.mutate({ status, assignee: text("assignee") || null, cause: text("cause"), remarks: text("remarks"), comment: text("comment") });
  };
  const statuses = [ticket.status, ...(NEXT[ticket.status] ?? [])].map((one) => [one, label("ticketStatus", one)] as const);
  return (
    <Panel title={t("ticket.handle")}>
      <form className="stack" onSubmit={submit} noValidate>
        <div className="fields">
          <SelectField label={t("common.status")} value={status} options={statuses} problem={fields["status"]} onChange={(event) => setStatus(event.target.value)} data-testid="ticket-status" />
          <TextField label={t("ticket.assignee")} name="assignee" defaultValue={ticket.assignee ?? ""} problem={fields["assignee"]} />
          <TextArea label={t("ticket.cause")} name="cause" rows={2} defaultValue={ticket.cause} problem={fields["cause"]} wide />
          <TextArea label={t("ticket.remarks")} name="remarks" rows={3} defaultValue={ticket.remarks} problem={fields["remarks"]} wide />
          <TextArea label={t("ticket.comment")} name="comment" rows={2} problem={fields["comment"]} wide data-testid="ticket-comment" />
        </div>
        {save.isError && Object.keys(fields).length === 0 && <p className="breach" role="alert">{problemText(save.error, t)}</p>}
        <div className="actions"><button type="submit" className="button primary" disabled={save.isPending} data-testid="ticket-update">{save.isPending ? t("common.saving") : t("common.save")}</button></div>
      </form>
    </Panel>
  );
}

function TicketTimeline({ ticket }: { ticket: Ticket }) {
  const { t, label } = useWords();
  const word = (field: string, value: unknown) => (value === null || value === "" ? "–" : field === "status" ? label("ticketStatus", String(value)) : String(value));
  const name = (field: string) => {
    const named = label("ticket", field);
    return named === humanise(field) ? label("common", field) : named;
  };
  return (
    <Panel title={t("contacts.timeline")} count={ticket.timeline.length} flush>
      <ul className="lines">
        {ticket.timeline.toReversed().map((change) => (
          <li key={`${change.at}${change.by}${change.comment}`} className="line">
            <div className="row"><When at={change.at} /><span className="push muted">{change.by}</span></div>
            {Object.entries(change.changed).map(([field, [before, after]]) => (
              <div key={field} className="muted">{name(field)}: {word(field, before)} → <span className="strong">{word(field, after)}</span></div>
            ))}
            {change.comment && <p>{change.comment}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
