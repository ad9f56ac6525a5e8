import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { removeQueue, saveQueueRules, type QueueChange } from "../../api/routing";
import { problemText } from "../../api/problem";
import type { QueueRules } from "../../api/types";
import { useWords } from "../../i18n";
import { Dialog } from "../../ui/dialog";
import { useToasts } from "../../ui/toasts";
import { Basics, Chosen, First, Overflows, Waits } from "./queue-sections";
import { listsOf, NEW_QUEUE, readRules, type Lists } from "./rules";

interface Props {
  queue: QueueRules | null;
  queues: readonly QueueRules[];
  onClose(): void;
}

/** A queue's rules in one form; they hold from the next call on. */
export function QueueDialog({ queue, queues, onClose }: Props) {
  const { t, label } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const { sid: _sid, name: known, ...before } = queue ?? { ...NEW_QUEUE, sid: "", name: "" };
  const [lists, setLists] = useState<Lists>(() => listsOf(before));
  const done = () => {
    for (const key of [["queue-rules"], ["queues"], ["floor"]]) void queries.invalidateQueries({ queryKey: key });
    tell(t("common.saved"));
    onClose();
  };
  const save = useMutation({ mutationFn: ({ name, rules }: { name: string; rules: QueueChange }) => saveQueueRules(name, rules), onSuccess: done });
  const drop = useMutation({ mutationFn: () => removeQueue(known), onSuccess: done });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    save.mutate({ name: known || String(data.get("name") ?? "").trim(), rules: readRules(data, before, lists) });
  };
  const change = (changed: Partial<Lists>) => setLists((now) => ({ ...now, ...changed }));
  const elsewhere = ["voicemail", "callback"].map((one) => [one, label("overflowTo", one)] as const);
  const others = [...elsewhere, ...queues.filter((one) => one.name !== known).map((one) => [`queue:${one.name}`, label("queue", one.name)] as const)];
  const failed = save.error ?? drop.error;
  return (
    <Dialog title={queue ? t("routing.editQueue", { name: known }) : t("routing.newQueue")} onClose={onClose} isWide>
      <form className="stack" onSubmit={submit} data-testid="queue-form">
        <Basics before={before} isNew={!queue} />
        <Chosen before={before} lists={lists} change={change} />
        <First before={before} lists={lists} change={change} others={others} />
        <Waits before={before} lists={lists} change={change} />
        <Overflows lists={lists} change={change} others={others} />
        {failed && <p className="breach" role="alert">{problemText(failed, t)}</p>}
        <div className="actions">
          {queue && <button type="button" className="button" disabled={drop.isPending} onClick={() => { if (confirm(t("routing.removeSure", { name: known }))) drop.mutate(); }}>{t("routing.remove")}</button>}
          <button type="button" className="button push" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" data-testid="queue-save" disabled={save.isPending}>{t("common.save")}</button>
        </div>
      </form>
    </Dialog>
  );
}
