/** Ctrl+Z, Ctrl+Shift+Z, Ctrl+F and Ctrl+S of the editor (Cmd on a Mac). */
import { useEffect, useRef } from "react";
import { isTyping } from "../../ui/typing";

interface Actions {
  undo(): void;
  redo(): void;
  find(): void;
  save(): void;
}

export function useEditorKeys(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
      // Fields of the widget's form are the document's own, whose history counts; others keep theirs.
      const isElsewhere = isTyping(event) && !(event.target as HTMLElement).closest(".widget-form");
      const { undo, redo, find, save } = latest.current;
      const key = event.key.toLowerCase();
      const run = key === "z" && !isElsewhere ? (event.shiftKey ? redo : undo) : key === "y" && !isElsewhere ? redo : key === "f" && !event.shiftKey ? find : key === "s" ? save : null;
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
