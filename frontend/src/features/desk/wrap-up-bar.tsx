import { useMutation, useQueryClient } from "@tanstack/react-query";
import { finishWrapUp } from "../../api/desk";
import { problemText } from "../../api/problem";
import type { Desk, Worker } from "../../api/types";
import { DESK_KEY } from "../../agent/agent";
import { merged } from "../../agent/pushed";
import { useWords } from "../../i18n";
import { duration } from "../../i18n/format";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/icon";
import { useSecondsLeft } from "../../ui/timer";
import { useToasts } from "../../ui/toasts";
import type { Focus } from "./focus";
import type { useDraft } from "./use-draft";

interface Props {
  focus: Focus;
  worker: Worker;
  draft: ReturnType<typeof useDraft>;
}

/** After the call: how long is left, and done. */
export function WrapUpBar({ focus, worker, draft: { draft, change, handOver } }: Props) {
  const { t, label } = useWords();
  const { warn } = useToasts();
  const queries = useQueryClient();
  const ends = focus.contact?.wrap_up_ends_at;
  const left = useSecondsLeft(ends);
  const finish = useMutation({
    mutationFn: () => finishWrapUp(focus.contactId, { note: draft.note, ...(draft.disposition ? { disposition: draft.disposition } : {}) }),
    onMutate: handOver,
    onSuccess: (freed) => {
      queries.setQueryData<Desk>(DESK_KEY, (old) => old && merged({ ...old, contact: null }, { type: "agent", worker: freed }));
    },
    onError: (error) => {
      change({});
      warn(problemText(error, t));
      void queries.invalidateQueries({ queryKey: DESK_KEY });
    },
  });
  const isReady = draft.disposition !== null && !finish.isPending;
  useHotkeys({ "ctrl+shift+KeyF": isReady ? () => finish.mutate() : undefined });
  return (
    <div className="row controls wrap-up">
      <span className="strong">{t("wrapUp.title")}</span>
      {ends && <span className={`timer wrap-up-left ${left <= 5 ? "tone-breach" : ""}`} data-testid="wrap-up-left" role="timer" aria-live="off">{t("wrapUp.left", { time: duration(left) })}</span>}
      <span className="muted clip">{draft.disposition ? "" : t("wrapUp.hint")}</span>
      <button type="button" className="button primary push" disabled={!isReady} title={draft.disposition ? "Ctrl+Shift+F" : t("wrapUp.needsCode")} onClick={() => finish.mutate()} data-testid="wrap-up-finish">
        <Icon name="check" />
        {t("wrapUp.finish", { state: label("state", worker.next_activity ?? "ready") })}
      </button>
    </div>
  );
}
