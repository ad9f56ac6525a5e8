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
      {/* What scrolls must be reached by the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={`body ${flush ? "flush" : ""} ${scroll ? "scroll" : ""}`} tabIndex={scroll ? 0 : undefined}>{children}</div>
    </section>
  );
}
