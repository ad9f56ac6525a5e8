import { useState, type FormEvent } from "react";
import { changeCustomer, createCustomer } from "../api/customers";
import { fieldProblems, problemText } from "../api/problem";
import type { Customer } from "../api/types";
import { useWords } from "../i18n";
import { SelectField, TextArea, TextField } from "../ui/field";

interface Props {
  customer?: Customer | null;
  /** Filled in for a new customer: the number that calls. */
  phone?: string;
  onSaved(customer: Customer): void;
  onCancel?: () => void;
}

function read(form: HTMLFormElement) {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  return {
    name: text("name"),
    phones: text("phones").split(/[\s,，;；]+/).filter(Boolean),
    card_no: text("card_no") || null,
    gender: text("gender"),
    tier: text("tier"),
    language: text("language"),
    email: text("email") || null,
    enterprise: text("enterprise"),
    products: text("products").split(/[,，、;；]+/).map((one) => one.trim()).filter(Boolean),
    address: text("address"),
    notes: text("notes"),
  };
}

export function CustomerForm({ customer, phone = "", onSaved, onCancel }: Props) {
  const { t, label } = useWords();
  const [problem, setProblem] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const fields = fieldProblems(problem, t);
  const choices = (group: string, values: readonly string[]) => values.map((value) => [value, label(group, value)] as const);

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const details = read(event.currentTarget);
    setSaving(true);
    try {
      const saved = customer ? await changeCustomer(customer.customer_id, { ...details, version: customer.version }) : await createCustomer(details);
      onSaved(saved);
    } catch (error) {
      setProblem(error);
    } finally {
      setSaving(false);
    }
  };

  return (
    <form className="stack" onSubmit={(event) => void save(event)} data-testid="customer-form" noValidate>
      <div className="fields">
        <TextField label={t("common.name")} name="name" defaultValue={customer?.name} problem={fields["name"]} maxLength={64} data-testid="customer-name" />
        <TextField label={t("common.phone")} name="phones" defaultValue={customer?.phones.join(", ") ?? phone} problem={fields["phones"]} inputMode="tel" />
        <TextField label={t("customer.card_no")} name="card_no" defaultValue={customer?.card_no ?? ""} problem={fields["card_no"]} />
        <SelectField label={t("customer.tier")} name="tier" defaultValue={customer?.tier ?? "normal"} options={choices("tier", ["normal", "vip"])} problem={fields["tier"]} />
        <SelectField label={t("customer.gender")} name="gender" defaultValue={customer?.gender ?? "unknown"} options={choices("gender", ["unknown", "female", "male"])} problem={fields["gender"]} />
        <SelectField label={t("customer.language")} name="language" defaultValue={customer?.language ?? "zh-CN"} options={choices("language", ["zh-CN", "en"])} problem={fields["language"]} />
        <TextField label={t("customer.email")} name="email" type="email" defaultValue={customer?.email ?? ""} problem={fields["email"]} wide />
        <TextField label={t("customer.enterprise")} name="enterprise" defaultValue={customer?.enterprise} problem={fields["enterprise"]} maxLength={64} />
        <TextField label={t("customer.products")} name="products" defaultValue={customer?.products.join(", ")} problem={fields["products"]} />
        <TextField label={t("customer.address")} name="address" defaultValue={customer?.address} problem={fields["address"]} wide maxLength={200} />
        <TextArea label={t("customer.notes")} name="notes" defaultValue={customer?.notes} problem={fields["notes"]} wide rows={2} maxLength={2000} />
      </div>
      {problem !== null && Object.keys(fields).length === 0 && <p className="breach" role="alert">{problemText(problem, t)}</p>}
      <div className="actions">
        {onCancel && <button type="button" className="button" onClick={onCancel}>{t("common.cancel")}</button>}
        <button type="submit" className="button primary" disabled={isSaving} data-testid="customer-save">{isSaving ? t("common.saving") : t("common.save")}</button>
      </div>
    </form>
  );
}
