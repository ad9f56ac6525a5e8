import type { Catalogue, WidgetForm } from "../../../api/flows";
import { useWords } from "../../../i18n";
import { SelectField, TextField, type Option } from "../../../ui/field";
import { Icon } from "../../../ui/icon";
import { addTransition, connect, removeTransition, setConditions } from "../document/edits";
import type { Condition, Transition, Widget } from "../document/flow-document";
import { say } from "../titles";
import type { Editor } from "../use-editor";

interface Props {
  editor: Editor;
  widget: Widget;
  form: WidgetForm | undefined;
  catalogue: Catalogue;
}

/** Where each way out of a widget leads, and for a split what decides it: all that can be drawn can be chosen here. */
export function Ways({ editor, widget, form, catalogue }: Props) {
  const { t, language } = useWords();
  const { edit, document } = editor;
  const targets: Option[] = [["", t("flows.endsHere")], ...document.widgets.filter(({ type }) => type !== "trigger").map(({ name }): Option => [name, name])];
  const titleOf = (event: string) => {
    const found = form?.events.find(({ name }) => name === event);
    return found ? say(found.title, language) : event;
  };
  const missing = (form?.events ?? []).filter(({ name }) => name !== "match" && !widget.transitions.some(({ event }) => event === name));
  const canBranch = form?.events.some(({ name }) => name === "match") ?? false;
  const input = typeof widget.properties["input"] === "string" ? widget.properties["input"] : "";
  const branch = (): Transition => ({ event: "match", conditions: [{ friendly_name: t("flows.newBranch"), arguments: [input], type: "equal_to", value: "" }] });
  const another = (first: Condition | undefined): Condition => ({ friendly_name: first?.friendly_name ?? t("flows.newBranch"), arguments: [first?.arguments[0] ?? input], type: first?.type ?? "equal_to", value: "" });
  return (
    <section className="ways" aria-label={t("flows.ways")}>
      <h3>{t("flows.ways")}</h3>
      {widget.transitions.map((transition, index) => (
        <div key={index} className="way-form">
          <div className="row">
            <span className="grow clip strong" title={transition.event}>{titleOf(transition.event)}</span>
            {(transition.event === "match" || !form?.events.some(({ name }) => name === transition.event)) && (
              <button type="button" className="button plain icon" aria-label={t("flows.removeBranch")} onClick={() => edit(removeTransition(widget.name, index))}><Icon name="close" size={14} /></button>
            )}
          </div>
          {transition.conditions?.map((condition, which) => (
            <ConditionForm
              key={which} condition={condition} catalogue={catalogue}
              onChange={(changed) => edit(setConditions(widget.name, index, transition.conditions?.with(which, changed) ?? []), `${widget.name}.${index}.${which}`)}
              onRemove={transition.conditions && transition.conditions.length > 1 ? () => edit(setConditions(widget.name, index, transition.conditions?.toSpliced(which, 1) ?? [])) : undefined}
            />
          ))}
          {transition.conditions && (
            <button type="button" className="button plain" data-testid={`condition-add-${index}`} onClick={() => edit(setConditions(widget.name, index, [...(transition.conditions ?? []), another(transition.conditions?.[0])]))}>
              <Icon name="plus" size={14} />{t("flows.addCondition")}
            </button>
          )}
          <SelectField
            hideLabel label={t("flows.leadsTo", { event: titleOf(transition.event) })} value={transition.next ?? ""} data-testid={`way-${index}`}
            options={transition.next && !document.byName.has(transition.next) ? [...targets, [transition.next, `${transition.next} ?`]] : targets}
            onChange={(event) => edit(connect(widget.name, index, event.target.value || null))}
          />
        </div>
      ))}
      <div className="row wrap">
        {canBranch && <button type="button" className="button plain" onClick={() => edit(addTransition(widget.name, branch()))}><Icon name="plus" size={14} />{t("flows.addBranch")}</button>}
        {missing.map(({ name, title }) => <button key={name} type="button" className="button plain" onClick={() => edit(addTransition(widget.name, { event: name }))}><Icon name="plus" size={14} />{say(title, language)}</button>)}
      </div>
    </section>
  );
}

interface ConditionProps {
  condition: Condition;
  catalogue: Catalogue;
  onChange(condition: Condition): void;
  onRemove: (() => void) | undefined;
}

function ConditionForm({ condition, catalogue, onChange, onRemove }: ConditionProps) {
  const { t, language } = useWords();
  const kinds = catalogue.conditions.map(({ value, title }): Option => [value, say(title, language)]);
  return (
    <div className="condition">
      <TextField hideLabel label={t("flows.branchName")} placeholder={t("flows.branchName")} value={condition.friendly_name} onChange={(event) => onChange({ ...condition, friendly_name: event.target.value })} />
      <TextField hideLabel label={t("flows.tested")} placeholder="{{widgets.menu.Digits}}" className="input mono" value={condition.arguments[0] ?? ""} onChange={(event) => onChange({ ...condition, arguments: [event.target.value, ...condition.arguments.slice(1)] })} />
      <div className="row">
        <SelectField hideLabel label={t("flows.condition")} value={condition.type} options={kinds.some(([kind]) => kind === condition.type) ? kinds : [[condition.type, condition.type], ...kinds]} onChange={(event) => onChange({ ...condition, type: event.target.value })} />
        <TextField hideLabel label={t("flows.value")} placeholder={t("flows.value")} value={condition.value} onChange={(event) => onChange({ ...condition, value: event.target.value })} />
        {onRemove && <button type="button" className="button plain icon" aria-label={t("flows.removeCondition")} onClick={onRemove}><Icon name="close" size={14} /></button>}
      </div>
    </div>
  );
}
