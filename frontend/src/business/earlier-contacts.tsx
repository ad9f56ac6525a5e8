import { Link } from "wouter";
import type { EarlierContact } from "../api/types";
import { useWords } from "../i18n";
import { When } from "../ui/copyable";
import "./business.css";

type Line = Pick<EarlierContact, "contact_id" | "started_at" | "queue" | "agent_name" | "leave_type" | "disposition" | "note">;

export function EarlierContacts({ contacts }: { contacts: readonly Line[] }) {
  const { label } = useWords();
  return (
    <ul className="lines">
      {contacts.map((contact) => (
        <li key={contact.contact_id} className="line" data-testid="earlier-contact">
          <div className="row">
            <Link href={`/contacts/${contact.contact_id}`}><When at={contact.started_at} /></Link>
            <span className="clip">{contact.queue ? label("queue", contact.queue) : label("leave", contact.leave_type)}</span>
            <span className="push muted clip">{contact.agent_name ?? (contact.queue ? label("leave", contact.leave_type) : "")}</span>
          </div>
          {(contact.disposition || contact.note) && (
            <div className="line-sub flat clip muted" title={contact.note ?? ""}>
              {[contact.disposition && label("disposition", contact.disposition), contact.note].filter(Boolean).join(" · ")}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
