import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useRef, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { fetchCustomers, fetchWaybills } from "../../api/customers";
import { ApiProblem } from "../../api/problem";
import { useWords } from "../../i18n";
import { phone } from "../../i18n/format";
import { useSession } from "../../session/session";
import { Icon } from "../../ui/icon";

interface Hit {
  key: string;
  title: string;
  hint: string;
  href: string;
}

const LOOKS_LIKE_WAYBILL = /^[a-z]{0,2}\d{10,15}$/i;

/** A number that cannot be one is no hit, not an error. */
const ifAny = async <T,>(ask: Promise<{ items: T[] }>): Promise<T[]> => {
  try {
    return (await ask).items;
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500) return [];
    throw error;
  }
};

async function look(text: string, mayWaybills: boolean): Promise<{ customers: Hit[]; waybills: Hit[] }> {
  const [customers, waybills] = await Promise.all([
    ifAny(fetchCustomers({ q: text })),
    mayWaybills && LOOKS_LIKE_WAYBILL.test(text) ? ifAny(fetchWaybills({ number: text })) : [],
  ]);
  return {
    customers: customers.slice(0, 8).map((one) => ({ key: one.customer_id, title: one.name || phone(one.phones[0]), hint: phone(one.phones[0]), href: `/customers/${one.customer_id}` })),
    waybills: waybills.slice(0, 5).map((one) => ({ key: one.number, title: one.number, hint: one.receiver.city, href: `/customers?waybill=${one.number}` })),
  };
}

/** One box for numbers, waybills and names; arrows walk the hits, Enter opens. */
export function Search() {
  const { t } = useWords();
  const { may } = useSession();
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const asked = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery({
    queryKey: ["search", asked],
    queryFn: () => look(asked, may("waybills.read")),
    enabled: isOpen && asked.length >= 2,
    placeholderData: (old) => old,
  });
  if (!may("customers.read")) return <div className="search" />;

  const hits = data && asked.length >= 2 ? [...data.customers, ...data.waybills] : [];
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    setOpen(false);
    setText("");
    go(hit.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt((at + 1) % Math.max(1, hits.length));
    else if (event.key === "ArrowUp") setAt((at - 1 + hits.length) % Math.max(1, hits.length));
    else if (event.key === "Enter") open(hits[at] ?? hits[0]);
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
  };
  const group = (title: string, some: Hit[], from: number) =>
    some.length > 0 && (
      <>
        <h3>{title}</h3>
        {some.map((hit, place) => (
          <button key={hit.key} type="button" role="option" id={`hit-${from + place}`} aria-selected={from + place === at} data-active={from + place === at} tabIndex={-1} onPointerDown={(event) => { event.preventDefault(); open(hit); }}>
            <span className="strong">{hit.title}</span>
            <span className="muted push">{hit.hint}</span>
          </button>
        ))}
      </>
    );

  return (
    <div className="search" ref={box} onBlur={() => setOpen(false)}>
      <Icon name="search" />
      <input
        id="global-search" className="input" type="search" role="combobox" aria-expanded={isOpen && hits.length > 0} aria-controls="hits" aria-activedescendant={hits.length ? `hit-${at}` : undefined}
        aria-label={t("shell.search")} placeholder={t("shell.search")} value={text} autoComplete="off"
        onChange={(event) => { setText(event.target.value); setOpen(true); setAt(0); }}
        onFocus={() => setOpen(true)} onKeyDown={onKeyDown}
      />
      {isOpen && asked.length >= 2 && data && (
        <div className="menu-list" id="hits" role="listbox" aria-label={t("shell.search")}>
          {group(t("shell.searchCustomers"), data.customers, 0)}
          {group(t("shell.searchWaybills"), data.waybills, data.customers.length)}
          {hits.length === 0 && !isFetching && <p className="empty">{t("shell.searchNothing", { query: asked })}</p>}
        </div>
      )}
    </div>
  );
}
