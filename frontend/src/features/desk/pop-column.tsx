import { lazy, Suspense } from "react";
import { useMutation, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { popKey } from "../../agent/pop-key";
import { linkCustomer } from "../../api/desk";
import { problemText } from "../../api/problem";
import type { Customer, Pop } from "../../api/types";
import { CustomerCard } from "../../business/customer-card";
import { EarlierContacts } from "../../business/earlier-contacts";
import { TicketLines } from "../../business/ticket-lines";
import { WaybillList } from "../../business/waybill-list";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty, Skeleton } from "../../ui/answers";
import { useMedia } from "../../ui/media";
import { Panel } from "../../ui/panel";
import { Tabs, type Tab } from "../../ui/tabs";
import { useToasts } from "../../ui/toasts";
import type { Focus } from "./focus";

const CustomerForm = lazy(async () => ({ default: (await import("../../business/customer-form")).CustomerForm }));

interface Part {
  key: "customer" | "waybills" | "tickets" | "history";
  count?: number | undefined;
  isFlush: boolean;
  content: React.ReactNode;
}

/** Everything known of the caller. On a narrow screen the panels become tabs. */
export function PopColumn({ focus, pop }: { focus: Focus | null; pop: UseQueryResult<Pop> }) {
  const { t } = useWords();
  const isNarrow = useMedia("(max-width: 1279px)");
  const parts = useParts(focus, pop);
  if (isNarrow) {
    const tabs: Tab[] = parts.map(({ key, count, content, isFlush }) => ({
      key,
      title: <>{t(`pop.${key}`)}{count ? ` ${count}` : ""}</>,
      content: <div className={isFlush ? "" : "tab-body"} data-testid={`pop-${key}`}>{content}</div>,
    }));
    return <section className="panel desk-right"><Tabs tabs={tabs} label={t("pop.customer")} /></section>;
  }
  return (
    <div className="desk-right">
      {parts.map(({ key, count, content, isFlush }) => (
        <Panel key={key} title={t(`pop.${key}`)} count={count} flush={isFlush} scroll className={`pop-${key}`} testId={`pop-${key}`}>{content}</Panel>
      ))}
    </div>
  );
}

function useParts(focus: Focus | null, pop: UseQueryResult<Pop>): Part[] {
  const { t } = useWords();
  const quiet = <p className="empty">–</p>;
  const shown = (make: (data: Pop) => React.ReactNode, lines = 3) => (focus ? <Answer query={pop} lines={lines}>{make}</Answer> : quiet);
  const data = focus ? pop.data : undefined;
  return [
    { key: "customer", isFlush: false, content: shown((known) => <PopCustomer pop={known} />, 5) },
    { key: "waybills", isFlush: true, count: data?.waybills.length, content: shown((known) => (known.waybills.length ? <WaybillList waybills={known.waybills} openFirst /> : <Empty title={t("pop.noWaybills")} />)) },
    { key: "tickets", isFlush: true, count: data?.tickets.length, content: shown((known) => (known.tickets.length ? <TicketLines tickets={known.tickets} /> : <Empty title={t("pop.noTickets")} />)) },
    { key: "history", isFlush: true, count: data?.earlier.length, content: shown((known) => (known.earlier.length ? <EarlierContacts contacts={known.earlier} /> : <Empty title={t("pop.noHistory")} />)) },
  ];
}

function PopCustomer({ pop }: { pop: Pop }) {
  const { t } = useWords();
  const { may } = useSession();
  const { warn, tell } = useToasts();
  const queries = useQueryClient();
  const key = popKey(pop.contact_id);
  const keep = (customer: Customer) => {
    tell(t("common.saved"));
    queries.setQueryData<Pop>(key, (old) => old && { ...old, customer });
    void queries.invalidateQueries({ queryKey: key });
  };
  const link = useMutation({
    mutationFn: (customer: Customer) => linkCustomer(pop.contact_id, { customer_id: customer.customer_id }),
    onError: (error) => warn(problemText(error, t)),
  });
  if (pop.customer) return <CustomerCard customer={pop.customer} mayEdit={may("customers.write")} onSaved={keep} />;
  if (!may("customers.write")) return <p className="muted">{t("pop.unknownCaller")}</p>;
  return (
    <div className="stack">
      <p className="muted">{t("pop.newCustomer")}</p>
      <Suspense fallback={<Skeleton lines={6} />}>
        <CustomerForm phone={pop.from_number} onSaved={(customer) => link.mutate(customer, { onSuccess: () => keep(customer) })} />
      </Suspense>
    </div>
  );
}
