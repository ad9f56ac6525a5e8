import { useEffect, useId, useRef, useState, type ComponentProps, type KeyboardEvent, type ReactNode } from "react";

interface Props {
  trigger: ReactNode;
  triggerProps?: ComponentProps<"button"> & { "data-testid"?: string };
  align?: "start" | "end";
  label: string;
  children: (close: () => void) => ReactNode;
}

const itemsOf = (list: HTMLElement | null) =>
  [...(list?.querySelectorAll<HTMLElement>("button:not(:disabled), a, input") ?? [])];

function step(list: HTMLElement | null, by: number) {
  const items = itemsOf(list);
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + by + items.length) % items.length]?.focus();
}

/** A button and the list it opens; arrows walk the list, Escape closes it and gives the focus back. */
export function Menu({ trigger, triggerProps, align = "start", label, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };

  useEffect(() => {
    if (!isOpen) return;
    itemsOf(list.current)[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [isOpen, list, root]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") step(list.current, 1);
    else if (event.key === "ArrowUp") step(list.current, -1);
    else return;
    event.preventDefault();
  };

  return (
    <div className="menu" ref={root} onKeyDown={onKeyDown}>
      <button type="button" aria-haspopup="true" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)} {...triggerProps}>
        <span className="sr-only">{label} </span>
        {trigger}
      </button>
      {/* The list only keeps `close` for its clicks. */}
      {/* oxlint-disable-next-line react/refs */}
      {isOpen && <div className={`menu-list ${align}`} id={id} ref={list}>{children(close)}</div>}
    </div>
  );
}
