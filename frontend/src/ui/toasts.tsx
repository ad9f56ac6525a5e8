/** Short messages in the corner: news stays 6 seconds, problems until closed. */
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from "react";
import { useWords } from "../i18n";
import { problemText } from "../api/problem";
import { Icon } from "./icon";

interface Toast {
  id: number;
  text: ReactNode;
  isBad: boolean;
}

interface Toasts {
  tell(text: ReactNode): void;
  warn(problem: unknown): void;
}

const ToastContext = createContext<Toasts | null>(null);
let serial = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const add = useCallback(
    (text: ReactNode, isBad: boolean) => {
      const id = ++serial;
      setToasts((all) => [...all.slice(-3), { id, text, isBad }]);
      if (!isBad) setTimeout(() => drop(id), 6000);
    },
    [drop],
  );
  const value = useMemo<Toasts>(
    () => ({
      tell: (text) => add(text, false),
      warn: (problem) => add(typeof problem === "string" ? problem : problemText(problem, t), true),
    }),
    [add, t],
  );
  return (
    <ToastContext value={value}>
      {children}
      <div className="toasts" role="region" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className={`toast row ${toast.isBad ? "bad" : ""}`}>
            <div className="grow">{toast.text}</div>
            <button type="button" className="button plain icon" aria-label={t("common.close")} onClick={() => drop(toast.id)}>
              <Icon name="close" size={14} />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error("useToasts needs a ToastProvider");
  return toasts;
}
