import { useId, useState, type KeyboardEvent, type ReactNode } from "react";

export interface Tab {
  key: string;
  title: ReactNode;
  content: ReactNode;
}

export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  const [chosen, choose] = useState(tabs[0]?.key);
  const id = useId();
  const current = tabs.find((tab) => tab.key === chosen) ?? tabs[0];
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || !current) return;
    const next = tabs[(tabs.indexOf(current) + by + tabs.length) % tabs.length];
    if (next) choose(next.key);
    event.currentTarget.querySelectorAll("button")[next ? tabs.indexOf(next) : 0]?.focus();
  };
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} onKeyDown={walk}>
        {tabs.map((tab) => (
          <button key={tab.key} type="button" role="tab" id={`${id}-${tab.key}`} aria-controls={`${id}-panel`} aria-selected={tab === current} tabIndex={tab === current ? 0 : -1} onClick={() => choose(tab.key)}>
            {tab.title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current?.key}`} className="tab-panel">{current?.content}</div>
    </>
  );
}
