import { useId, type ReactNode } from "react";

interface Props {
  title: ReactNode;
  count?: number | undefined;
  actions?: ReactNode;
  flush?: boolean;
  scroll?: boolean;
  className?: string;
  testId?: string;
  children: ReactNode;
}

export function Panel({ title, count, actions, flush, scroll, className = "", testId, children }: Props) {
  const heading = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={heading} data-testid={testId}>
      <header>
        <h2 id={heading}>{title}</h2>
        {count !== undefined && <span className="count">{count}</span>}
        {actions && <div className="row push">{actions}</div>}
      </header>
      <div className={`body ${flush ? "flush" : ""} ${scroll ? "scroll" : ""}`}>{children}</div>
    </section>
  );
}
