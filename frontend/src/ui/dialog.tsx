import { useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../i18n";
import { Icon } from "./icon";

interface Props {
  title: string;
  isWide?: boolean;
  onClose(): void;
  children: ReactNode;
}

/** A native modal dialog: the browser keeps the focus inside and gives it back on close. */
export function Dialog({ title, isWide = false, onClose, children }: Props) {
  const { t } = useWords();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} className={isWide ? "wide" : ""} onClose={onClose} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="button plain icon push" aria-label={t("common.close")} onClick={() => element.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <div className="body">{children}</div>
    </dialog>
  );
}
