import { useCallback, useEffect, useRef, useState } from "react";
import { saveDraft } from "../../api/desk";

export type SaveState = "clean" | "unsaved" | "saving" | "saved" | "failed";

interface Draft {
  note: string;
  disposition: string | null;
}

const QUIET_MS = 800;
const RETRY_MS = 5_000;

/** Notes and disposition of one contact, saved while the agent types; a failed save is tried again. */
export function useDraft(contactId: string, initial: Draft, isOn: boolean) {
  const [draft, setDraft] = useState(initial);
  const [state, setState] = useState<SaveState>("clean");
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const latest = useRef(draft);
  const isDirty = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const save = useCallback(async () => {
    clearTimeout(timer.current);
    if (!isDirty.current) return;
    isDirty.current = false;
    setState("saving");
    try {
      const { note, disposition } = latest.current;
      await saveDraft(contactId, { note, ...(disposition ? { disposition } : {}) });
      if (!isDirty.current) {
        setState("saved");
        setSavedAt(new Date().toISOString());
      }
    } catch {
      isDirty.current = true;
      setState("failed");
    }
  }, [contactId]);

  useEffect(() => {
    if (state !== "failed") return;
    const retry = setTimeout(() => void save(), RETRY_MS);
    return () => clearTimeout(retry);
  }, [state, save]);

  const change = useCallback(
    (part: Partial<Draft>) => {
      latest.current = { ...latest.current, ...part };
      isDirty.current = true;
      setDraft(latest.current);
      setState("unsaved");
      clearTimeout(timer.current);
      if (isOn) timer.current = setTimeout(() => void save(), part.disposition ? 0 : QUIET_MS);
    },
    [isOn, save],
  );

  // The server's copy arrives after the first paint; it fills in only what the agent has not touched.
  const { note, disposition } = initial;
  useEffect(() => {
    if (isDirty.current || latest.current.note || latest.current.disposition) return;
    latest.current = { note, disposition };
    setDraft(latest.current);
  }, [note, disposition]);

  useEffect(() => () => void save(), [save]);
  return { draft, change, state, savedAt };
}
