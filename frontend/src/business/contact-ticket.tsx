import { useQueryClient } from "@tanstack/react-query";
import type { Pop } from "../api/types";
import { popKey } from "../agent/pop-key";
import { useWords } from "../i18n";
import { useToasts } from "../ui/toasts";
import { TicketForm } from "./ticket-form";

const KIND_OF_QUEUE: Record<string, string> = { complaint: "complaint", order: "pickup", consult: "consult" };

/** A ticket of a contact, filled in with what the pop knows. */
export function ContactTicket({ contactId, pop, fromNumber, close }: { contactId: string; pop: Pop | undefined; fromNumber: string; close(): void }) {
  const { t } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  return (
    <section className="ticket-box" aria-label={t("ticket.new")}>
      <h2>{t("ticket.new")}</h2>
      <TicketForm
        prefill={{
          contact_id: contactId,
          customer_id: pop?.customer?.customer_id ?? null,
          name: pop?.customer?.name ?? "",
          phone: fromNumber,
          waybills: pop?.waybills.map((waybill) => waybill.number) ?? [],
          ...(pop?.queue && KIND_OF_QUEUE[pop.queue] ? { kind: KIND_OF_QUEUE[pop.queue] } : {}),
        }}
        onCancel={close}
        onFiled={(ticket) => {
          close();
          tell(t("ticket.filed", { number: ticket.number }));
          void queries.invalidateQueries({ queryKey: popKey(contactId) });
          void queries.invalidateQueries({ queryKey: ["tickets"] });
        }}
      />
    </section>
  );
}
