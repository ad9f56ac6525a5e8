import { useRef, useState, type ReactNode } from "react";
import { useWords } from "../../i18n";
import { SelectField, TextField, type Option } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { listed, whole } from "./rules";

type Value = string | number | null | readonly string[];

export interface Column<R> {
  key: keyof R & string;
  label: string;
  /** `optional` is text, `count` a number: both may be empty. */
  kind: "text" | "optional" | "number" | "count" | "list" | "select";
  options?: readonly Option[];
  placeholder?: string;
  isShown?(row: R): boolean;
}

interface Props<R> {
  legend: string;
  hint?: ReactNode;
  rows: readonly R[];
  columns: readonly Column<R>[];
  blank: R;
  most?: number;
  testId?: string;
  change(rows: readonly R[]): void;
}

const read = (kind: Column<unknown>["kind"], text: string): Value => {
  if (kind === "list") return listed(text);
  if (kind === "number") return Number(text);
  if (kind === "count") return whole(text);
  return kind === "optional" ? text.trim() || null : text;
};
const written = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

/** Rules as rows of fields, in the order in which they count. */
export function RuleRows<R extends object>({ legend, hint, rows, columns, blank, most = 50, testId, change }: Props<R>) {
  const { t } = useWords();
  const next = useRef(rows.length);
  const [lines, setLines] = useState(() => rows.map((row, id) => ({ id, row })));
  const set = (wanted: typeof lines) => {
    setLines(wanted);
    change(wanted.map((line) => line.row));
  };
  const edit = (id: number, column: Column<R>, text: string) =>
    set(lines.map((line) => (line.id === id ? { id, row: { ...line.row, [column.key]: read(column.kind, text) } } : line)));
  return (
    <fieldset className="rules" data-testid={testId}>
      <legend>{legend}</legend>
      {hint && <p className="muted">{hint}</p>}
      {lines.map(({ id, row }) => (
        <div key={id} className="rule-row" data-testid="rule-row">
          {columns.filter((column) => column.isShown?.(row) ?? true).map((column) => {
            const common = { key: column.key, label: column.label, name: undefined, defaultValue: written(row[column.key]) };
            if (column.kind === "select") return <SelectField {...common} key={column.key} options={column.options ?? []} onChange={(event) => edit(id, column, event.target.value)} />;
            const isNumber = column.kind === "number" || column.kind === "count";
            return <TextField {...common} key={column.key} placeholder={column.placeholder} required={column.kind === "text" || column.kind === "number"} {...(isNumber ? { type: "number", step: "any" } : {})} onChange={(event) => edit(id, column, event.target.value)} />;
          })}
          <button type="button" className="button icon" aria-label={t("routing.removeRule")} onClick={() => set(lines.filter((line) => line.id !== id))}><Icon name="close" /></button>
        </div>
      ))}
      {lines.length < most && (
        <button type="button" className="button" data-testid={testId ? `${testId}-add` : undefined} onClick={() => set([...lines, { id: next.current++, row: blank }])}><Icon name="plus" />{t("routing.addRule")}</button>
      )}
    </fieldset>
  );
}
