import { useId, type ComponentProps, type ReactNode } from "react";

interface Frame {
  label: ReactNode;
  problem?: string | undefined;
  wide?: boolean;
  hideLabel?: boolean;
}

function FieldFrame({ label, problem, wide, hideLabel, id, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className={`field ${wide ? "wide" : ""}`}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : ""}>{label}</label>
      {children}
      {problem && <span className="problem" id={`${id}-problem`} role="alert">{problem}</span>}
    </div>
  );
}

function split<P extends Frame>({ label, problem, wide, hideLabel, ...rest }: P) {
  const frame: Frame = { label, problem, ...(wide ? { wide } : {}), ...(hideLabel ? { hideLabel } : {}) };
  return { frame, rest };
}

const invalid = (id: string, problem: string | undefined) =>
  problem ? { "aria-invalid": true as const, "aria-describedby": `${id}-problem` } : {};

export function TextField(props: Frame & ComponentProps<"input">) {
  const id = useId();
  const { frame, rest } = split(props);
  return (
    <FieldFrame {...frame} id={id}>
      <input className="input" id={id} {...invalid(id, frame.problem)} {...rest} />
    </FieldFrame>
  );
}

export function TextArea(props: Frame & ComponentProps<"textarea">) {
  const id = useId();
  const { frame, rest } = split(props);
  return (
    <FieldFrame {...frame} id={id}>
      <textarea className="textarea" id={id} {...invalid(id, frame.problem)} {...rest} />
    </FieldFrame>
  );
}

export type Option = readonly [value: string, label: string];

export function SelectField({ options, ...props }: Frame & ComponentProps<"select"> & { options: readonly Option[] }) {
  const id = useId();
  const { frame, rest } = split(props);
  return (
    <FieldFrame {...frame} id={id}>
      <select className="select" id={id} {...invalid(id, frame.problem)} {...rest}>
        {options.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
      </select>
    </FieldFrame>
  );
}
