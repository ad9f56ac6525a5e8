import { useEffect, useRef } from "react";
import type { SimulatedStep } from "../../../api/flows";
import { problemText } from "../../../api/problem";
import { useWords } from "../../../i18n";
import { TextField } from "../../../ui/field";
import { Icon } from "../../../ui/icon";
import { AskedList } from "./asked-list";
import { NextInput } from "./next-input";
import type { SimulatedCall } from "./use-simulation";

interface Props {
  call: SimulatedCall;
  /** The words on the way out that a step took. */
  wayOf(step: SimulatedStep): string | null;
  onShow(widget: string): void;
}

/** A caller on paper: what is heard, keys to press, and what the flow knows by then. Nobody's telephone rings. */
export function SimulatorPanel({ call, wayOf, onShow }: Props) {
  const { t } = useWords();
  const { caller, setCaller, result, isOn } = call;
  return (
    <div className="simulator" data-testid="simulator" data-status={result?.status} aria-busy={call.isAsking}>
      <div className="fields">
        <TextField label={t("flows.caller")} value={caller.from} onChange={(event) => setCaller({ ...caller, from: event.target.value })} />
        <TextField label={t("flows.called")} value={caller.to} onChange={(event) => setCaller({ ...caller, to: event.target.value })} />
        <TextField wide label={t("flows.callTime")} type="datetime-local" value={caller.at} onChange={(event) => setCaller({ ...caller, at: event.target.value })} />
      </div>
      <div className="row">
        <button type="button" className="button primary" data-testid="simulate-start" onClick={call.start}><Icon name="phone" />{t(isOn ? "flows.restart" : "flows.call")}</button>
        {isOn && <button type="button" className="button" disabled={call.inputs.length === 0} onClick={call.stepBack}>{t("flows.stepBack")}</button>}
        {isOn && <button type="button" className="button plain push" onClick={call.stop}>{t("flows.stopCall")}</button>}
      </div>
      {!isOn && <p className="muted">{t("flows.simulatorHint")}</p>}
      {call.error !== null && isOn && <p className="breach" role="alert">{problemText(call.error, t)}</p>}
      {isOn && result && (
        <>
          <Heard steps={result.steps} wayOf={wayOf} onShow={onShow} />
          {result.status === "failed" && <p className="banner tone-breach" role="alert">{result.error ?? t("flows.callFailed")}</p>}
          {result.status === "ended" && <p className="banner tone-offline" role="status">{t("flows.callEnded")}</p>}
          {result.unused_inputs > 0 && <p className="muted">{t("flows.unusedInputs", { count: result.unused_inputs })}</p>}
          {result.waits_for && <NextInput key={`${result.waits_for.widget}${call.inputs.length}`} waits={result.waits_for} onGive={call.give} />}
          <AskedList asked={result.asked} onAnswer={call.answer} />
          <Variables variables={result.variables} widgets={result.widgets} />
        </>
      )}
    </div>
  );
}

/** Step by step: the widget, what it said, what was keyed, where it led. The newest stays in sight. */
function Heard({ steps, wayOf, onShow }: Omit<Props, "call"> & { steps: readonly SimulatedStep[] }) {
  const { t } = useWords();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
    // A longer list is the reason to scroll, though its length is not read.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [steps]);
  return (
    <ol className="heard" ref={list} aria-label={t("flows.heard")} aria-live="polite" data-testid="simulated-steps">
      {steps.map((step, index) => (
        <li key={index} data-widget={step.widget}>
          <button type="button" className="step-name" onClick={() => onShow(step.widget)}>{step.widget}</button>
          {step.heard.map((heard, which) => (
            <p key={which} className={`said said-${heard.kind}`} lang={heard.language ?? undefined}>{heard.text}</p>
          ))}
          {step.keys && <span className="tag tone-contact mono">{step.keys}</span>}
          {wayOf(step) && <span className="muted branch">→ {wayOf(step)}</span>}
        </li>
      ))}
    </ol>
  );
}

const show = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function Variables({ variables, widgets }: { variables: Record<string, unknown>; widgets: Record<string, unknown> }) {
  const { t } = useWords();
  const rows = [
    ...Object.entries(variables).map(([name, value]) => [`flow.variables.${name}`, show(value)] as const),
    ...Object.entries(widgets).flatMap(([widget, outputs]) =>
      typeof outputs === "object" && outputs !== null ? Object.entries(outputs).map(([name, value]) => [`widgets.${widget}.${name}`, show(value)] as const) : [],
    ),
  ];
  if (rows.length === 0) return null;
  return (
    <details open className="variables">
      <summary>{t("flows.variables")} <span className="count">{rows.length}</span></summary>
      <table className="table" data-testid="simulated-variables">
        <tbody>{rows.map(([name, value]) => <tr key={name}><th scope="row" className="mono">{name}</th><td className="mono">{value}</td></tr>)}</tbody>
      </table>
    </details>
  );
}
