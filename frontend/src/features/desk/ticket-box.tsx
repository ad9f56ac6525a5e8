import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { Pop } from "../../api/types";
import { popKey } from "../../agent/use-pop";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Skeleton } from "../../ui/answers";
import { Icon } from "../../ui/icon";
import { useToasts } from "../../ui/toasts";

const TicketForm = lazy(async () => ({ default: (await import("../../business/ticket-form")).TicketForm }));

const KIND_OF_QUEUE: Record<string, string> = { complaint: "complaint", order: "pickup", consult: "consult" };

/** Files a ticket for this contact, filled in with what the pop knows. */
export function TicketBox({ contactId, pop, fromNumber }: { contactId: string; pop: Pop | undefined; fromNumber: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  if (!may("tickets.write")) return null;
  if (!isOpen) {
    return (
      <div>
        <button type="button" className="button" data-testid="ticket-new" onClick={() => setOpen(true)}><Icon name="plus" />{t("ticket.new")}</button>
      </div>
    );
  }
  return (
    <section className="ticket-box" aria-label={t("ticket.new")}>
      <h2>{t("ticket.new")}</h2>
      <Suspense fallback={<Skeleton lines={6} />}>
      <TicketForm
        prefill={{
          contact_id: contactId,
          customer_id: pop?.customer?.customer_id ?? null,
          name: pop?.customer?.name ?? "",
          phone: fromNumber,
          waybills: pop?.waybills.map((waybill) => waybill.number) ?? [],
          ...(pop?.queue && KIND_OF_QUEUE[pop.queue] ? { kind: KIND_OF_QUEUE[pop.queue] } : {}),
        }}
        onCancel={() => setOpen(false)}
        onFiled={(ticket) => {
          setOpen(false);
          tell(t("ticket.filed", { number: ticket.number }));
          void queries.invalidateQueries({ queryKey: popKey(contactId) });
          void queries.invalidateQueries({ queryKey: ["tickets"] });
        }}
      />
      </Suspense>
    </section>
  );
}
