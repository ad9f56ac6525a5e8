import { useState, type FormEvent } from "react";
import { createTicket } from "../api/customers";
import { fieldProblems, problemText } from "../api/problem";
import type { Ticket } from "../api/types";
import { useWords } from "../i18n";
import { SelectField, TextArea, TextField, type Option } from "../ui/field";
import { useKindTitles } from "./ticket-kinds";

export interface Prefill {
  contact_id?: string | null;
  customer_id?: string | null;
  name?: string;
  phone?: string;
  waybills?: readonly string[];
  kind?: string;
}

interface Props {
  prefill: Prefill;
  onFiled(ticket: Ticket): void;
  onCancel(): void;
}

export function TicketForm({ prefill, onFiled, onCancel }: Props) {
  const { t } = useWords();
  const { kinds, typesOf, kindTitle, typeTitle } = useKindTitles();
  const [kind, setKind] = useState(prefill.kind ?? "consult");
  const [problem, setProblem] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  // The form's own id: pressed twice or retried after a lost answer, the ticket is filed once.
  const [requestId] = useState(() => crypto.randomUUID());
  const fields = fieldProblems(problem, t);
  const types: Option[] = [["", "–"], ...typesOf(kind).map((type) => [type.name, typeTitle(kind, type.name)] as const)];

  const file = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    setSaving(true);
    try {
      onFiled(
        await createTicket({
          kind,
          type: text("type"),
          cause: text("cause"),
          remarks: text("remarks"),
          waybill_number: text("waybill_number") || null,
          contact_id: prefill.contact_id ?? null,
          customer_id: prefill.customer_id ?? null,
          phone: text("phone") || null,
          name: text("name") || null,
          request_id: requestId,
        }),
      );
    } catch (error) {
      setProblem(error);
      setSaving(false);
    }
  };

  const waybills = useWaybillChoices(prefill.waybills);
  return (
    <form className="stack" onSubmit={(event) => void file(event)} data-testid="ticket-form" noValidate>
      <div className="fields">
        <SelectField label={t("ticket.kind")} value={kind} onChange={(event) => setKind(event.target.value)} options={kinds.map((one) => [one.kind, kindTitle(one.kind)] as const)} problem={fields["kind"]} data-testid="ticket-kind" autoFocus />
        <SelectField key={kind} label={t("ticket.type")} name="type" options={types} problem={fields["type"]} data-testid="ticket-type" />
        <TextField label={t("common.name")} name="name" defaultValue={prefill.name} problem={fields["name"]} maxLength={64} />
        <TextField label={t("common.phone")} name="phone" defaultValue={prefill.phone} problem={fields["phone"]} inputMode="tel" data-testid="ticket-phone" />
        <TextField label={t("ticket.waybill")} name="waybill_number" list={waybills.id} defaultValue={prefill.waybills?.length === 1 ? prefill.waybills[0] : ""} problem={fields["waybill_number"]} wide />
        {waybills.list}
        <TextArea label={t("ticket.cause")} name="cause" rows={2} problem={fields["cause"]} wide maxLength={4000} />
        <TextArea label={t("ticket.remarks")} name="remarks" rows={3} problem={fields["remarks"]} wide maxLength={4000} data-testid="ticket-remarks" />
      </div>
      {problem !== null && Object.keys(fields).length === 0 && <p className="breach" role="alert">{problemText(problem, t)}</p>}
      <div className="actions">
        <button type="button" className="button" onClick={onCancel}>{t("common.cancel")}</button>
        <button type="submit" className="button primary" disabled={isSaving} data-testid="ticket-save">{isSaving ? t("common.saving") : t("ticket.file")}</button>
      </div>
    </form>
  );
}

function useWaybillChoices(numbers: readonly string[] = []) {
  const id = "ticket-waybills";
  return { id, list: <datalist id={id}>{numbers.map((number) => <option key={number} value={number} />)}</datalist> };
}
