import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fetchFlowList, type Catalogue, type FlowProblem, type PropertyForm, type WidgetForm } from "../../../api/flows";
import { useWords } from "../../../i18n";
import { SelectField, TextArea, TextField, type Option } from "../../../ui/field";
import { Icon } from "../../../ui/icon";
import { renameWidget, setInitial, setProperty } from "../document/edits";
import type { Widget } from "../document/flow-document";
import { say } from "../titles";
import type { Editor } from "../use-editor";
import { WidgetIcon } from "../widget-icon";
import { ListField, PairsField } from "./list-fields";
import { Ways } from "./ways";

interface Props {
  editor: Editor;
  widget: Widget;
  form: WidgetForm | undefined;
  catalogue: Catalogue;
  problems: readonly FlowProblem[];
  onRenamed(name: string): void;
  onRemove(): void;
}

/** One widget's properties, in a form made from the catalogue, and its ways out. */
export function WidgetFormPanel({ editor, widget, form, catalogue, problems, onRenamed, onRemove }: Props) {
  const { t, language } = useWords();
  const { edit, isReadOnly, document } = editor;
  const told = (name: string) => problems.filter(({ property }) => property === name).map((problem) => (language === "zh-CN" ? problem.message_zh : problem.message)).join(" ") || undefined;
  const known = new Set(["offset", ...(form?.properties.map(({ name }) => name) ?? [])]);
  const unknown = Object.entries(widget.properties).filter(([name]) => !known.has(name));
  return (
    <div className={`widget-form group-${form?.group ?? "other"}`} data-testid="widget-form">
      <div className="row">
        <WidgetIcon type={widget.type} group={form?.group ?? "other"} />
        <span className="strong grow clip">{form ? say(form.title, language) : widget.type}</span>
        {!isReadOnly && document.initial !== widget.name && widget.type === "trigger" && <button type="button" className="button plain" onClick={() => edit(setInitial(widget.name))}>{t("flows.makeFirst")}</button>}
        {!isReadOnly && <button type="button" className="button plain icon" aria-label={t("flows.removeWidget")} title={`${t("flows.removeWidget")} (Delete)`} onClick={onRemove}><Icon name="close" /></button>}
      </div>
      {form?.refusal && <p className="banner tone-wrap">{say(form.refusal, language)}</p>}
      <fieldset className="stack" disabled={isReadOnly}>
        <NameField key={widget.name} editor={editor} widget={widget} problem={told("name")} onRenamed={onRenamed} />
        {inOrder(form?.properties ?? []).map((property) => (
          <PropertyField
            key={`${widget.name}.${property.name}`} property={property} value={widget.properties[property.name]} problem={told(property.name)} catalogue={catalogue}
            onChange={(value) => edit(setProperty(widget.name, property.name, value), `${widget.name}.${property.name}`)}
          />
        ))}
        {unknown.map(([name, value]) => (
          <div key={name} className="field">
            <span className="label mono">{name}</span>
            <div className="row">
              <code className="grow clip">{JSON.stringify(value)}</code>
              <button type="button" className="button plain icon" aria-label={t("flows.removeProperty", { name })} onClick={() => edit(setProperty(widget.name, name, undefined))}><Icon name="close" size={14} /></button>
            </div>
            {told(name) && <span className="problem" role="alert">{told(name)}</span>}
          </div>
        ))}
        <Ways editor={editor} widget={widget} form={form} catalogue={catalogue} />
      </fieldset>
    </div>
  );
}

/** What the caller hears comes first; the rest stands as the catalogue has it. */
const HEARD = ["say", "play"];
export const inOrder = (properties: readonly PropertyForm[]) => properties.toSorted((a, b) => Number(HEARD.includes(b.name)) - Number(HEARD.includes(a.name)));

function NameField({ editor, widget, problem, onRenamed }: { editor: Editor; widget: Widget; problem: string | undefined; onRenamed(name: string): void }) {
  const { t } = useWords();
  const [name, setName] = useState(widget.name);
  const wanted = name.trim();
  const refusal = !wanted ? t("rule.required") : wanted !== widget.name && editor.document.byName.has(wanted) ? t("flows.nameTaken") : undefined;
  const commit = () => {
    if (refusal || wanted === widget.name) return setName(refusal ? widget.name : wanted);
    editor.edit(renameWidget(widget.name, wanted));
    onRenamed(wanted);
  };
  return (
    <TextField
      label={t("flows.widgetName")} value={name} problem={refusal ?? problem} maxLength={128} data-testid="widget-name"
      onChange={(event) => setName(event.target.value)} onBlur={commit} onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}

interface FieldProps {
  property: PropertyForm;
  value: unknown;
  problem: string | undefined;
  catalogue: Catalogue;
  onChange(value: unknown): void;
}

const asText = (value: unknown) => (typeof value === "string" ? value : value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
const asWhole = (text: string) => (/^-?\d+$/.test(text.trim()) ? Number(text) : text.trim() === "" ? undefined : text);

function PropertyField({ property, value, problem, catalogue, onChange }: FieldProps) {
  const { t, language } = useWords();
  const title = say(property.title, language);
  const label = property.is_required ? `${title} *` : title;
  const shared = { label, problem, "data-testid": `property-${property.name}` };
  const text = asText(value);
  // An empty text that stands in the document counts; the default only shows where there is nothing.
  const hint = value !== undefined || property.default === null || property.default === undefined ? undefined : String(property.default);
  switch (property.kind) {
    case "flag":
      return (
        <label className="check">
          <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} data-testid={shared["data-testid"]} />
          {label}
          {problem && <span className="problem breach" role="alert">{problem}</span>}
        </label>
      );
    case "choice":
      return <ChoiceField {...shared} property={property} text={text} onChange={onChange} />;
    case "flow":
      return <FlowField {...shared} text={text} onChange={onChange} />;
    case "pairs":
      return <PairsField label={label} value={value} problem={problem} onChange={onChange} />;
    case "texts":
      return <ListField label={label} value={value} problem={problem} onChange={onChange} />;
    case "whole":
      return <TextField {...shared} inputMode="numeric" placeholder={hint} value={text} onChange={(event) => onChange(asWhole(event.target.value))} />;
    case "text_or_whole":
      return <TextField {...shared} placeholder={hint} value={text} onChange={(event) => onChange(typeof value === "number" ? asWhole(event.target.value) : event.target.value)} />;
    case "long_text":
      return <TextArea {...shared} rows={3} placeholder={hint} value={text} onChange={(event) => onChange(event.target.value)} />;
    case "url":
      return (
        <>
          <TextField {...shared} className="input mono" list="flow-functions" placeholder={hint} value={text} onChange={(event) => onChange(event.target.value)} />
          <datalist id="flow-functions">{catalogue.functions.map(({ url, summary }) => <option key={url} value={url}>{summary}</option>)}</datalist>
        </>
      );
    default:
      return <TextField {...shared} placeholder={hint ?? (property.is_template ? t("flows.textOrLiquid") : undefined)} value={text} onChange={(event) => onChange(event.target.value)} />;
  }
}

interface PickProps {
  label: string;
  problem: string | undefined;
  text: string;
  onChange(value: unknown): void;
}

/** A value of its own, such as a template, stays a choice beside the usual ones. */
function ChoiceField({ property, text, onChange, ...shared }: PickProps & { property: PropertyForm }) {
  const { language } = useWords();
  const choices = property.choices.map(({ value, title }): Option => [value, say(title, language)]);
  const own: Option[] = choices.some(([value]) => value === text) ? [] : [[text, text || "–"]];
  return <SelectField {...shared} value={text} options={[...own, ...choices]} onChange={(event) => onChange(event.target.value)} />;
}

function FlowField({ text, onChange, ...shared }: PickProps) {
  const flows = useQuery({ queryKey: ["flows", "list"], queryFn: fetchFlowList });
  const choices = (flows.data?.items ?? []).map(({ sid, name }): Option => [sid, name]);
  const own: Option[] = choices.some(([value]) => value === text) ? [] : [[text, text || "–"]];
  return <SelectField {...shared} value={text} options={[...own, ...choices]} onChange={(event) => onChange(event.target.value)} />;
}
