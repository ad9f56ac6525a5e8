import { Link } from "wouter";
import type { TicketSummary } from "../api/types";
import { useWords } from "../i18n";
import { When } from "../ui/copyable";
import { StateShape, type Tone } from "../ui/state";
import { useKindTitles } from "./ticket-kinds";
import "./business.css";

const TONES: Record<string, Tone> = { new: "wrap", in_process: "ringing", handled: "ready", closed: "offline" };

export function TicketStatus({ ticket }: { ticket: Pick<TicketSummary, "status" | "is_overdue"> }) {
  const { t, label } = useWords();
  const tone = ticket.is_overdue ? "breach" : (TONES[ticket.status] ?? "offline");
  return (
    <span className={`tag tone-${tone}`}>
      <StateShape tone={tone} />
      {label("ticketStatus", ticket.status)}
      {ticket.is_overdue && ` · ${t("ticket.overdue")}`}
    </span>
  );
}

export function TicketLines({ tickets }: { tickets: readonly TicketSummary[] }) {
  const { t } = useWords();
  const { kindTitle, typeTitle } = useKindTitles();
  return (
    <ul className="lines">
      {tickets.map((ticket) => (
        <li key={ticket.ticket_id} className="line" data-testid="ticket-line">
          <div className="row">
            <Link href={`/tickets/${ticket.ticket_id}`} className="strong">{ticket.number}</Link>
            <span className="clip">{kindTitle(ticket.kind)}{ticket.type && ` · ${typeTitle(ticket.kind, ticket.type)}`}</span>
            <span className="push"><TicketStatus ticket={ticket} /></span>
          </div>
          <div className="row line-sub flat muted">
            <span className="clip">{ticket.remarks || ticket.cause || ticket.waybill_number}</span>
            <span className="push clip">{t("ticket.due")} <When at={ticket.due_at} /></span>
          </div>
        </li>
      ))}
    </ul>
  );
}
