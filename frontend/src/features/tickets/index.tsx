import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { fetchTickets } from "../../api/customers";
import { useKindTitles } from "../../business/ticket-kinds";
import { TicketForm } from "../../business/ticket-form";
import { TicketStatus } from "../../business/ticket-lines";
import { useWords } from "../../i18n";
import { useMyself, useSession } from "../../session/session";
import { Empty, Failure, Skeleton } from "../../ui/answers";
import { When } from "../../ui/copyable";
import { Dialog } from "../../ui/dialog";
import { SelectField } from "../../ui/field";
import { TableScroll } from "../../ui/table-scroll";
import { useToasts } from "../../ui/toasts";

const STATUSES = ["new", "in_process", "handled", "closed"];

export default function TicketsPage() {
  const { t, label } = useWords();
  const { may } = useSession();
  const me = useMyself();
  const { tell } = useToasts();
  const { kinds, kindTitle, typeTitle } = useKindTitles();
  const [params, setParams] = useSearchParams();
  const [, go] = useLocation();
  const [isFiling, setFiling] = useState(false);
  const asked = { status: params.get("status") ?? "", kind: params.get("kind") ?? "", assignee: params.get("assignee") ?? "" };
  const filter = (name: string, value: string) => setParams(new URLSearchParams(Object.entries({ ...asked, [name]: value }).filter(([, text]) => text)));
  const query = useInfiniteQuery({
    queryKey: ["tickets", "list", asked],
    queryFn: ({ pageParam }) => fetchTickets({ ...asked, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  const tickets = query.data?.pages.flatMap((page) => page.items) ?? [];
  const all = ["", t("common.all")] as const;
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("nav.tickets")}</h1>
        {may("tickets.write") && <button type="button" className="button push" onClick={() => setFiling(true)}>{t("ticket.new")}</button>}
      </div>
      <section className="panel">
        <div className="filters">
          <SelectField label={t("common.status")} value={asked.status} options={[all, ...STATUSES.map((status) => [status, label("ticketStatus", status)] as const)]} onChange={(event) => filter("status", event.target.value)} />
          <SelectField label={t("ticket.kind")} value={asked.kind} options={[all, ...kinds.map((one) => [one.kind, kindTitle(one.kind)] as const)]} onChange={(event) => filter("kind", event.target.value)} />
          <SelectField label={t("ticket.assignee")} value={asked.assignee} options={[all, [me.username, t("ticket.mine")]]} onChange={(event) => filter("assignee", event.target.value)} />
        </div>
        {query.isPending && <Skeleton lines={8} />}
        {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
        {query.data && tickets.length === 0 && <Empty title={t("ticket.none")} />}
        {tickets.length > 0 && (
          <TableScroll>
            <table className="table">
              <thead><tr><th>{t("ticket.number")}</th><th>{t("common.status")}</th><th>{t("ticket.kind")}</th><th>{t("pop.customer")}</th><th>{t("ticket.remarks")}</th><th>{t("ticket.assignee")}</th><th>{t("ticket.filedAt")}</th><th>{t("ticket.due_at")}</th></tr></thead>
              <tbody>
                {tickets.map((ticket) => (
                  <tr key={ticket.ticket_id} className="clickable" data-testid="ticket-row" onClick={() => go(`/tickets/${ticket.ticket_id}`)}>
                    <td><a href={`#/tickets/${ticket.ticket_id}`} className="strong">{ticket.number}</a></td>
                    <td><TicketStatus ticket={ticket} /></td>
                    <td>{kindTitle(ticket.kind)}{ticket.type && ` · ${typeTitle(ticket.kind, ticket.type)}`}</td>
                    <td>{ticket.customer.name || ticket.customer.phone || "–"}</td>
                    <td><span className="clip remarks">{ticket.remarks || ticket.cause || "–"}</span></td>
                    <td>{ticket.assignee ?? "–"}</td>
                    <td><When at={ticket.filed_at} /></td>
                    <td className={ticket.is_overdue ? "breach" : ""}><When at={ticket.due_at} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
        {query.hasNextPage && <button type="button" className="button plain" onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</button>}
      </section>
      {isFiling && (
        <Dialog title={t("ticket.new")} onClose={() => setFiling(false)}>
          <TicketForm prefill={{}} onCancel={() => setFiling(false)} onFiled={(ticket) => { setFiling(false); tell(t("ticket.filed", { number: ticket.number })); void query.refetch(); }} />
        </Dialog>
      )}
    </div>
  );
}
