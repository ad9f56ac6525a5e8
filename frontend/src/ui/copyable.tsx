import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { phone } from "../i18n/format";
import { Icon } from "./icon";
import { useToasts } from "./toasts";

export function Copyable({ value, children }: { value: string; children?: ReactNode }) {
  const { t } = useWords();
  const { tell, warn } = useToasts();
  const copy = () => navigator.clipboard.writeText(value).then(() => tell(t("common.copied")), warn);
  return (
    <span className="copyable">
      {children ?? value}
      <button type="button" className="copy" title={t("common.copy", { what: value })} aria-label={t("common.copy", { what: value })} onClick={(event) => { event.stopPropagation(); void copy(); }}>
        <Icon name="copy" size={13} />
      </button>
    </span>
  );
}

/** A phone number spaced for reading, copied as it is dialled. */
export function PhoneNumber({ value }: { value: string | null | undefined }) {
  if (!value) return <>–</>;
  return <Copyable value={value}>{phone(value)}</Copyable>;
}

/** An instant: short when recent, exact on hover. */
export function When({ at }: { at: string | null | undefined }) {
  const { format } = useWords();
  if (!at) return <>–</>;
  return <time dateTime={at} title={format.dateTime(at)}>{format.recent(at)}</time>;
}
