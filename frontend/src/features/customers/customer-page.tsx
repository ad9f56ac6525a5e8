import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { fetchContacts } from "../../api/contacts";
import { fetchCustomer, fetchTickets, fetchWaybills } from "../../api/customers";
import { CustomerCard } from "../../business/customer-card";
import { EarlierContacts } from "../../business/earlier-contacts";
import { TicketForm } from "../../business/ticket-form";
import { TicketLines } from "../../business/ticket-lines";
import { WaybillList } from "../../business/waybill-list";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Panel } from "../../ui/panel";
import { useToasts } from "../../ui/toasts";

export default function CustomerPage({ customerId }: { customerId: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const [isFiling, setFiling] = useState(false);
  const of = { customer_id: customerId };
  const customer = useQuery({ queryKey: ["customer", customerId], queryFn: () => fetchCustomer(customerId) });
  const waybills = useQuery({ queryKey: ["waybills", customerId], queryFn: () => fetchWaybills(of), enabled: may("waybills.read") });
  const tickets = useQuery({ queryKey: ["tickets", customerId], queryFn: () => fetchTickets(of), enabled: may("tickets.read") });
  const contacts = useQuery({ queryKey: ["contacts", customerId], queryFn: () => fetchContacts(of), enabled: may("contacts.read") });
  return (
    <div className="page">
      <div className="page-head">
        <Link href="/customers">{t("nav.customers")}</Link>
        <h1>{customer.data?.name || t("pop.customer")}</h1>
        {may("tickets.write") && <button type="button" className="button push" disabled={!customer.data} onClick={() => setFiling(true)}>{t("ticket.new")}</button>}
      </div>
      <div className="columns even">
        <div className="stack">
          <Panel title={t("pop.customer")}>
            <Answer query={customer}>
              {(data) => <CustomerCard customer={data} mayEdit={may("customers.write")} onSaved={(saved) => { queries.setQueryData(["customer", customerId], saved); tell(t("common.saved")); }} />}
            </Answer>
          </Panel>
          {may("tickets.read") && (
            <Panel title={t("pop.tickets")} count={tickets.data?.items.length} flush>
              <Answer query={tickets}>{({ items }) => (items.length ? <TicketLines tickets={items} /> : <Empty title={t("pop.noTickets")} />)}</Answer>
            </Panel>
          )}
          {may("contacts.read") && (
            <Panel title={t("pop.history")} count={contacts.data?.items.length} flush>
              <Answer query={contacts}>{({ items }) => (items.length ? <EarlierContacts contacts={items} /> : <Empty title={t("customer.noContacts")} />)}</Answer>
            </Panel>
          )}
        </div>
        {may("waybills.read") && (
          <Panel title={t("pop.waybills")} count={waybills.data?.items.length} flush>
            <Answer query={waybills}>{({ items }) => (items.length ? <WaybillList waybills={items} openFirst /> : <Empty title={t("pop.noWaybills")} />)}</Answer>
          </Panel>
        )}
      </div>
      {isFiling && customer.data && (
        <Dialog title={t("ticket.new")} onClose={() => setFiling(false)}>
          <TicketForm
            prefill={{ customer_id: customerId, name: customer.data.name, phone: customer.data.phones[0] ?? "", waybills: waybills.data?.items.map((one) => one.number) ?? [] }}
            onCancel={() => setFiling(false)}
            onFiled={(ticket) => { setFiling(false); tell(t("ticket.filed", { number: ticket.number })); void tickets.refetch(); }}
          />
        </Dialog>
      )}
    </div>
  );
}
