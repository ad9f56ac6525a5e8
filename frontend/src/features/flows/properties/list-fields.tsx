import { useWords } from "../../../i18n";
import { Icon } from "../../../ui/icon";

interface Props {
  label: string;
  value: unknown;
  problem: string | undefined;
  onChange(value: unknown): void;
}

type Pair = Record<string, unknown>;
const pairsOf = (value: unknown): Pair[] => (Array.isArray(value) ? value.filter((item): item is Pair => typeof item === "object" && item !== null) : []);
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Keys and values; what else stands in an item is kept. */
export function PairsField({ label, value, problem, onChange }: Props) {
  const { t } = useWords();
  const pairs = pairsOf(value);
  const put = (index: number, name: "key" | "value", text: string) => onChange(pairs.with(index, { ...pairs[index], [name]: text }));
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="label">{label}</span>
      {pairs.map((pair, index) => (
        <div key={index} className="row">
          <input className="input pair-key" aria-label={t("flows.key")} placeholder={t("flows.key")} value={String(pair["key"] ?? "")} onChange={(event) => put(index, "key", event.target.value)} />
          <input className="input grow" aria-label={t("flows.value")} placeholder={t("flows.value")} value={String(pair["value"] ?? "")} onChange={(event) => put(index, "value", event.target.value)} />
          <RemoveItem onClick={() => onChange(pairs.toSpliced(index, 1))} />
        </div>
      ))}
      <AddItem onClick={() => onChange([...pairs, { key: "", value: "" }])} />
      {problem && <span className="problem" role="alert">{problem}</span>}
    </div>
  );
}

export function ListField({ label, value, problem, onChange }: Props) {
  const texts = textsOf(value);
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="label">{label}</span>
      {texts.map((text, index) => (
        <div key={index} className="row">
          <input className="input grow" aria-label={`${label} ${index + 1}`} value={text} onChange={(event) => onChange(texts.with(index, event.target.value))} />
          <RemoveItem onClick={() => onChange(texts.toSpliced(index, 1))} />
        </div>
      ))}
      <AddItem onClick={() => onChange([...texts, ""])} />
      {problem && <span className="problem" role="alert">{problem}</span>}
    </div>
  );
}

function AddItem({ onClick }: { onClick(): void }) {
  const { t } = useWords();
  return <button type="button" className="button plain add-item" onClick={onClick}><Icon name="plus" size={14} />{t("flows.addItem")}</button>;
}

function RemoveItem({ onClick }: { onClick(): void }) {
  const { t } = useWords();
  return <button type="button" className="button plain icon" aria-label={t("flows.removeItem")} onClick={onClick}><Icon name="close" size={14} /></button>;
}
