/** Widgets travel through the system's clipboard as a text, also between flows and windows. */
import { useEffect } from "react";
import { addStates, copyStates, pasteStates, type State } from "./document/edits";
import type { Editor } from "./use-editor";

const MARK = "trunkline-widgets";
const ASIDE = { x: 48, y: 48 };

const isField = (target: EventTarget | null) => target instanceof Element && target.closest("input, textarea, select, dialog") !== null;

export function readClip(text: string): State[] {
  try {
    const clip = JSON.parse(text) as { [MARK]?: State[] };
    return Array.isArray(clip[MARK]) ? clip[MARK] : [];
  } catch {
    return [];
  }
}

export function useClipboard(editor: Editor, selected: ReadonlySet<string>, select: (names: ReadonlySet<string>) => void): void {
  useEffect(() => {
    const { document: flow, edit, isReadOnly } = editor;
    const onCopy = (event: ClipboardEvent) => {
      if (isField(event.target) || selected.size === 0 || !window.getSelection()?.isCollapsed) return;
      event.clipboardData?.setData("text/plain", JSON.stringify({ [MARK]: copyStates(flow, selected) }));
      event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent) => {
      const copied = isField(event.target) || isReadOnly ? [] : readClip(event.clipboardData?.getData("text/plain") ?? "");
      if (copied.length === 0) return;
      event.preventDefault();
      const { states, names } = pasteStates(flow, copied, ASIDE);
      edit(addStates(states));
      select(new Set(names));
    };
    document.addEventListener("copy", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [editor, selected, select]);
}
