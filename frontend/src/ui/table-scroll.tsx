import type { ReactNode } from "react";

/** A table that may be wider than its place. What scrolls must be reached by the keyboard. */
export function TableScroll({ className = "", children }: { className?: string; children: ReactNode }) {
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  return <div className={`table-scroll ${className}`} tabIndex={0}>{children}</div>;
}
