import { useCallback, useEffect, useRef, useState } from "react";
import { saveDraft } from "../../api/desk";

export type SaveState = "clean" | "unsaved" | "saving" | "saved" | "failed";

interface Draft {
  note: string;
  disposition: string | null;
}

const QUIET_MS = 800;
/** The code is mostly the last thing before the wrap-up is finished, which sends it too. */
const CHOSEN_MS = 2_000;
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
      if (isOn) timer.current = setTimeout(() => void save(), part.disposition ? CHOSEN_MS : QUIET_MS);
    },
    [isOn, save],
  );

  /** What is not saved yet goes another way. */
  const handOver = useCallback(() => {
    clearTimeout(timer.current);
    isDirty.current = false;
  }, []);

  // The server's copy arrives after the first paint; it fills in only what the agent has not touched.
  const { note, disposition } = initial;
  useEffect(() => {
    if (isDirty.current || latest.current.note || latest.current.disposition) return;
    latest.current = { note, disposition };
    setDraft(latest.current);
  }, [note, disposition]);

  useEffect(() => () => void save(), [save]);
  return { draft, change, handOver, state, savedAt };
}
