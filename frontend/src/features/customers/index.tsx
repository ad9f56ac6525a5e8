import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation, useSearchParams } from "wouter";
import { fetchCustomers, fetchWaybills } from "../../api/customers";
import { CustomerForm } from "../../business/customer-form";
import { WaybillList } from "../../business/waybill-list";
import { useWords } from "../../i18n";
import { phone } from "../../i18n/format";
import { useSession } from "../../session/session";
import { Answer, Empty, Failure, Skeleton } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Panel } from "../../ui/panel";

const FILTERS = ["phone", "name", "card_no", "email", "waybill"] as const;

export default function CustomersPage() {
  const { t } = useWords();
  const { may } = useSession();
  const [params, setParams] = useSearchParams();
  const [, go] = useLocation();
  const [isNew, setNew] = useState(false);
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const given = FILTERS.map((name) => [name, String(data.get(name) ?? "").trim()] as [string, string]);
    setParams(new URLSearchParams(given.filter(([, text]) => text)));
  };
  const waybill = params.get("waybill");
  const asked = Object.fromEntries(FILTERS.filter((name) => name !== "waybill").map((name) => [name, params.get(name) ?? ""]));
  const hasAsked = Object.values(asked).some(Boolean);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("nav.customers")}</h1>
        {may("customers.write") && <button type="button" className="button push" onClick={() => setNew(true)}>{t("customer.new")}</button>}
      </div>
      <section className="panel">
        <form key={params.toString()} className="filters" onSubmit={search}>
          {FILTERS.map((name) => <TextField key={name} label={t(`customer.by.${name}`)} name={name} defaultValue={params.get(name) ?? ""} />)}
          <button type="submit" className="button primary">{t("common.search")}</button>
        </form>
        {!hasAsked && !waybill && <Empty title={t("customer.askFirst")} hint={t("customer.askFirstHint")} />}
        {hasAsked && <Found asked={asked} />}
      </section>
      {waybill && <WaybillHits number={waybill} />}
      {isNew && <Dialog title={t("customer.new")} onClose={() => setNew(false)}><CustomerForm onSaved={(one) => go(`/customers/${one.customer_id}`)} onCancel={() => setNew(false)} /></Dialog>}
    </div>
  );
}

function WaybillHits({ number }: { number: string }) {
  const { t } = useWords();
  const query = useQuery({ queryKey: ["waybills", number], queryFn: () => fetchWaybills({ number }) });
  return (
    <Panel title={t("pop.waybills")} flush>
      <Answer query={query}>{({ items }) => (items.length ? <WaybillList waybills={items} openFirst /> : <Empty title={t("customer.noWaybill")} />)}</Answer>
    </Panel>
  );
}

function Found({ asked }: { asked: Record<string, string> }) {
  const { t, label } = useWords();
  const [, go] = useLocation();
  const query = useInfiniteQuery({
    queryKey: ["customers", asked],
    queryFn: ({ pageParam }) => fetchCustomers({ ...asked, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  if (query.isPending) return <Skeleton lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const customers = query.data.pages.flatMap((page) => page.items);
  if (customers.length === 0) return <Empty title={t("customer.none")} />;
  return (
    <>
      <table className="table">
        <thead><tr><th>{t("common.name")}</th><th>{t("common.phone")}</th><th>{t("customer.card_no")}</th><th>{t("customer.tier")}</th><th>{t("customer.address")}</th></tr></thead>
        <tbody>
          {customers.map((one) => (
            <tr key={one.customer_id} className="clickable" data-testid="customer-row" onClick={() => go(`/customers/${one.customer_id}`)}>
              <td><a href={`#/customers/${one.customer_id}`} className="strong">{one.name || t("customer.noName")}</a></td>
              <td>{one.phones.map(phone).join(", ") || "–"}</td>
              <td>{one.card_no ?? "–"}</td>
              <td>{label("tier", one.tier)}</td>
              <td>{one.address || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage && <button type="button" className="button plain" onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</button>}
    </>
  );
}
