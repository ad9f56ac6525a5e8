import { lazy, Suspense, useState } from "react";
import type { Pop } from "../../api/types";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Skeleton } from "../../ui/answers";
import { Icon } from "../../ui/icon";

const ContactTicket = lazy(async () => ({ default: (await import("../../business/contact-ticket")).ContactTicket }));

/** Files a ticket for this contact. */
export function TicketBox({ contactId, pop, fromNumber }: { contactId: string; pop: Pop | undefined; fromNumber: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const [isOpen, setOpen] = useState(false);
  if (!may("tickets.write")) return null;
  if (isOpen) {
    return (
      <Suspense fallback={<Skeleton lines={6} />}>
        <ContactTicket contactId={contactId} pop={pop} fromNumber={fromNumber} close={() => setOpen(false)} />
      </Suspense>
    );
  }
  return (
    <div>
      <button type="button" className="button" data-testid="ticket-new" onClick={() => setOpen(true)}><Icon name="plus" />{t("ticket.new")}</button>
    </div>
  );
}
