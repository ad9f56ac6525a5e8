import type { KeyboardEvent, ReactNode, Ref } from "react";
import { useWords } from "../../i18n";

const SIDES = ["properties", "simulator", "problems", "figures"] as const;
export type Side = (typeof SIDES)[number];

interface Props {
  side: Side;
  onSide(side: Side): void;
  problems: number;
  panel: Ref<HTMLElement>;
  hasFigures: boolean;
  children: ReactNode;
}

/** The column beside the picture; the editor decides its page, because keys and marks lead there too. */
export function SidePanel({ side, onSide, problems, panel, hasFigures, children }: Props) {
  const { t } = useWords();
  const sides = SIDES.filter((one) => one !== "figures" || hasFigures);
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = by && sides[(sides.indexOf(side) + by + sides.length) % sides.length];
    if (!next) return;
    onSide(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-side="${next}"]`)?.focus();
  };
  return (
    <aside className="flow-side" ref={panel}>
      <div className="tabs" role="tablist" aria-label={t("flows.side")} onKeyDown={walk}>
        {sides.map((one) => (
          <button key={one} type="button" role="tab" id={`side-${one}`} data-side={one} data-testid={`side-${one}`} aria-controls="side-panel" aria-selected={one === side} tabIndex={one === side ? 0 : -1} onClick={() => onSide(one)}>
            {t(`flows.side.${one}`)}
            {one === "problems" && problems > 0 && <span className="count"> {problems}</span>}
          </button>
        ))}
      </div>
      <div className="side-body" role="tabpanel" id="side-panel" aria-labelledby={`side-${side}`}>{children}</div>
    </aside>
  );
}
