/** The document being worked on: its text, the way back, and what was last saved. */
import { useCallback, useEffect, useMemo, useReducer } from "react";
import type { Edit } from "./document/edits";
import { readDocument, type FlowDocument } from "./document/flow-document";
import { begin, change, redo, undo, type History } from "./document/history";

type Action = { do: "edit"; edit: Edit; group: string | null } | { do: "undo" } | { do: "redo" } | { do: "replace"; text: string };

function reduce(history: History, action: Action): History {
  switch (action.do) {
    case "edit":
      return change(history, action.edit(history.text), action.group);
    case "undo":
      return undo(history);
    case "redo":
      return redo(history);
    case "replace":
      return begin(action.text);
  }
}

/** Work that was left without saving waits here until its page is opened again. */
const left = new Map<string, { base: string; history: History }>();

function takeUp(sid: string, base: string): History {
  const kept = left.get(sid);
  return kept && kept.base === base ? kept.history : begin(base);
}

export interface Editor {
  document: FlowDocument;
  text: string;
  isDirty: boolean;
  canUndo: boolean;
  canRedo: boolean;
  isReadOnly: boolean;
  /** Edits of one `group` in a row are one step back. */
  edit(edit: Edit, group?: string): void;
  undo(): void;
  redo(): void;
  replace(text: string): void;
}

export function useEditor(sid: string, saved: string, isReadOnly: boolean): Editor {
  const [history, dispatch] = useReducer(reduce, saved, (base) => takeUp(sid, base));
  const { text } = history;
  const isDirty = text !== saved;
  useEffect(() => {
    if (isDirty) left.set(sid, { base: saved, history });
    else left.delete(sid);
  }, [sid, saved, history, isDirty]);
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isDirty]);
  const edit = useCallback(
    (made: Edit, group?: string) => {
      if (!isReadOnly) dispatch({ do: "edit", edit: made, group: group ?? null });
    },
    [isReadOnly],
  );
  const document = useMemo(() => readDocument(text), [text]);
  return useMemo(
    () => ({
      document,
      text,
      isDirty,
      isReadOnly,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      edit,
      undo: () => dispatch({ do: "undo" }),
      redo: () => dispatch({ do: "redo" }),
      replace: (whole: string) => dispatch({ do: "replace", text: whole }),
    }),
    [document, text, isDirty, isReadOnly, history, edit],
  );
}
