import { lazy, Suspense, useState } from "react";
import type { Customer } from "../api/types";
import { useWords } from "../i18n";
import { PhoneNumber } from "../ui/copyable";
import { Skeleton } from "../ui/answers";

const CustomerForm = lazy(async () => ({ default: (await import("./customer-form")).CustomerForm }));

interface Props {
  customer: Customer;
  mayEdit: boolean;
  onSaved(customer: Customer): void;
}

/** A customer's file: to read, and in the same place to edit. */
export function CustomerCard({ customer, mayEdit, onSaved }: Props) {
  const { t, label } = useWords();
  const [isEditing, setEditing] = useState(false);
  if (isEditing) {
    return (
      <Suspense fallback={<Skeleton lines={6} />}>
        <CustomerForm customer={customer} onCancel={() => setEditing(false)} onSaved={(saved) => { setEditing(false); onSaved(saved); }} />
      </Suspense>
    );
  }
  const facts = [
    ["customer.card_no", customer.card_no],
    ["customer.gender", customer.gender === "unknown" ? null : label("gender", customer.gender)],
    ["customer.language", label("language", customer.language)],
    ["customer.enterprise", customer.enterprise],
    ["customer.products", customer.products.join(", ")],
    ["customer.email", customer.email],
    ["customer.address", customer.address],
    ["customer.notes", customer.notes],
  ] as const;
  return (
    <div className="stack" data-customer-id={customer.customer_id}>
      <div className="row">
        <span className="customer-name">{customer.name || t("customer.noName")}</span>
        {customer.tier === "vip" && <span className="tag vip">VIP</span>}
        {mayEdit && <button type="button" className="button plain push" data-testid="customer-edit" onClick={() => setEditing(true)}>{t("common.edit")}</button>}
      </div>
      <dl className="facts">
        <dt>{t("common.phone")}</dt>
        <dd>{customer.phones.map((number) => <div key={number}><PhoneNumber value={number} /></div>)}</dd>
        {facts.map(([key, value]) => value && [<dt key={`${key}-t`}>{t(key)}</dt>, <dd key={`${key}-d`}>{value}</dd>])}
      </dl>
    </div>
  );
}
