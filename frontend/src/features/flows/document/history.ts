/** Undo and redo over whole texts; strings are shared, so a step costs one text. */
export interface History {
  past: readonly string[];
  text: string;
  future: readonly string[];
  /** Names the edit in progress: the next edit of the same name (typing in one field) joins this step. */
  group: string | null;
}

const MOST_STEPS = 200;

export const begin = (text: string): History => ({ past: [], text, future: [], group: null });

export function change(history: History, text: string, group: string | null = null): History {
  if (text === history.text) return history;
  const joins = group !== null && group === history.group && history.past.length > 0;
  const past = joins ? history.past : [...history.past, history.text].slice(-MOST_STEPS);
  return { past, text, future: [], group };
}

export function undo(history: History): History {
  const text = history.past.at(-1);
  if (text === undefined) return history;
  return { past: history.past.slice(0, -1), text, future: [history.text, ...history.future], group: null };
}

export function redo(history: History): History {
  const [text, ...future] = history.future;
  if (text === undefined) return history;
  return { past: [...history.past, history.text], text, future, group: null };
}
