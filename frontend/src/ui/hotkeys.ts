import { useEffect, useRef } from "react";
import { isTyping } from "./typing";

export type Hotkeys = Record<string, (() => void) | undefined>;

/** "ctrl+shift+KeyA" for chords (they work while typing too); "?" or "5" for single characters (they do not). */
export function chordOf(event: KeyboardEvent): string {
  return event.ctrlKey && event.shiftKey ? `ctrl+shift+${event.code}` : event.key;
}

export function useHotkeys(keys: Hotkeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const chord = chordOf(event);
      const run = latest.current[chord];
      if (!run || event.repeat) return;
      const isChord = chord.startsWith("ctrl+");
      if (!isChord && (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey)) return;
      event.preventDefault();
      run();
    };
    // Capture: the browser gives some Ctrl+Shift chords to the page first, and dialogs must not swallow them.
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, []);
}
