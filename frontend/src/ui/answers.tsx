/** What a panel shows while its data is on the way, missing, empty or refused. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { problemText } from "../api/problem";
import { Icon } from "./icon";

export function Skeleton({ lines = 4 }: { lines?: number }) {
  const { t } = useWords();
  return (
    <div className="skeleton" role="status" aria-label={t("common.loading")}>
      {Array.from({ length: lines }, (_, line) => <span key={line} />)}
    </div>
  );
}

export function Empty({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className={hint ? "strong" : ""}>{title}</p>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useWords();
  return (
    <div className="empty" role="alert">
      <span className="breach"><Icon name="warning" size={20} /></span>
      <p className="strong">{t("error.title")}</p>
      <p>{problemText(error, t)}</p>
      {retry && <button type="button" className="button" onClick={retry}>{t("common.retry")}</button>}
    </div>
  );
}

interface Props<T> {
  query: UseQueryResult<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}

/** Renders `children` with the data; stale data stays on screen while a refetch fails. */
export function Answer<T>({ query, lines, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton {...(lines ? { lines } : {})} />;
}
