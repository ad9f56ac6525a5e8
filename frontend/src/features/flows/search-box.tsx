import { useId, useState, type KeyboardEvent, type Ref } from "react";
import { useWords } from "../../i18n";
import { Icon } from "../../ui/icon";
import type { FlowDocument } from "./document/flow-document";
import { findWidgets } from "./document/search";
import { typeTitle, type Forms } from "./titles";

const MOST_HITS = 8;

interface Props {
  document: FlowDocument;
  forms: Forms;
  box: Ref<HTMLInputElement>;
  onFind(name: string): void;
}

/** Finds widgets by name, kind or text; arrows walk the hits and the picture follows. */
export function SearchBox({ document, forms, box, onFind }: Props) {
  const { t, language } = useWords();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const hits = isOpen ? findWidgets(document, query) : [];
  const look = (index: number) => {
    const hit = hits[index];
    if (!hit) return;
    setAt(index);
    onFind(hit.name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = hits.length;
    if (event.key === "ArrowDown" && count) look((at + 1) % count);
    else if (event.key === "ArrowUp" && count) look((at - 1 + count) % count);
    else if (event.key === "Enter") look(Math.min(at, count - 1));
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <div className="search flow-search" onBlur={() => setOpen(false)}>
      <Icon name="search" />
      <input
        ref={box} className="input" type="search" role="combobox" aria-expanded={hits.length > 0} aria-controls={id} aria-activedescendant={hits.length ? `${id}-${at}` : undefined}
        aria-label={t("flows.search")} placeholder={t("flows.search")} title="Ctrl+F" autoComplete="off" value={query} data-testid="flow-search"
        onChange={(event) => { setQuery(event.target.value); setOpen(true); setAt(0); }} onFocus={() => setOpen(true)} onKeyDown={onKeyDown}
      />
      {isOpen && query.trim() && (
        <div className="menu-list" id={id} role="listbox" aria-label={t("flows.search")}>
          {hits.slice(0, MOST_HITS).map((hit, index) => (
            <button key={hit.name} type="button" role="option" id={`${id}-${index}`} aria-selected={index === at} data-active={index === at} tabIndex={-1} onPointerDown={(event) => { event.preventDefault(); look(index); }}>
              <span className="strong clip">{hit.name}</span>
              <span className="muted push">{typeTitle(forms, hit.type, language)}</span>
            </button>
          ))}
          {hits.length === 0 && <p className="empty">{t("flows.searchNothing")}</p>}
          {hits.length > MOST_HITS && <p className="muted more-hits">{t("flows.moreHits", { count: hits.length - MOST_HITS })}</p>}
        </div>
      )}
    </div>
  );
}
