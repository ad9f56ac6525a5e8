import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { cancelCallback, fetchCallbacks } from "../../api/line";
import { ApiProblem } from "../../api/problem";
import type { Callback } from "../../api/types";
import { useQueueOptions } from "../../business/queues";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { PhoneNumber, When } from "../../ui/copyable";
import { SelectField } from "../../ui/field";
import { TableScroll } from "../../ui/table-scroll";
import { useToasts } from "../../ui/toasts";

const KEY = ["callbacks"] as const;
const TONE: Record<Callback["status"], string> = {
  asked: "wrap", waiting: "wrap", dialling: "ringing", talking: "contact", retrying: "break", done: "ready", failed: "breach", canceled: "offline",
};

/** Callers who are called back when it is their turn, in their order; what has become of the others. */
export default function CallbacksPage() {
  const { t } = useWords();
  const [queue, setQueue] = useState("");
  const [all, setAll] = useState(false);
  const queues = useQueueOptions(["", t("common.all")]);
  const query = useQuery({ queryKey: [...KEY, queue, all], queryFn: () => fetchCallbacks(queue, all), refetchInterval: 10_000 });
  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.callbacks")}</h1></div>
      <section className="panel">
        <div className="filters">
          <SelectField label={t("common.status")} value={all ? "all" : ""} options={[["", t("callback.open")], ["all", t("common.all")]]} onChange={(event) => setAll(event.target.value === "all")} />
          <SelectField label={t("common.queue")} value={queue} options={queues} onChange={(event) => setQueue(event.target.value)} />
        </div>
        <Answer query={query} lines={5}>
          {({ items }) => (items.length === 0 ? <Empty title={t("callback.none")} hint={t("callback.noneHint")} /> : <Table callbacks={items} />)}
        </Answer>
      </section>
    </div>
  );
}

function Table({ callbacks }: { callbacks: readonly Callback[] }) {
  const { t } = useWords();
  return (
    <TableScroll>
      <table className="table" data-testid="callbacks">
        <thead>
          <tr>
            <th>{t("common.phone")}</th><th>{t("common.status")}</th><th>{t("common.queue")}</th><th>{t("callback.place")}</th><th>{t("callback.asked")}</th>
            <th className="number">{t("callback.attempt")}</th><th>{t("callback.due")}</th><th>{t("callback.result")}</th><th>{t("callback.reason")}</th><th><span className="sr-only">{t("callback.cancel")}</span></th>
          </tr>
        </thead>
        <tbody>{callbacks.map((one) => <Row key={one.callback_id} callback={one} />)}</tbody>
      </table>
    </TableScroll>
  );
}

function Row({ callback }: { callback: Callback }) {
  const { t, label } = useWords();
  const { may } = useSession();
  const { tell, warn } = useToasts();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelCallback(callback.callback_id),
    onSuccess: () => tell(t("callback.canceled")),
    onError: (error) => warn(error instanceof ApiProblem && error.status < 500 ? label("refused", error.code) : error),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const canCancel = may("calls.pick_up") && ["waiting", "retrying"].includes(callback.status);
  return (
    <tr data-testid="callback" data-status={callback.status}>
      <td className="strong"><PhoneNumber value={callback.number} /></td>
      <td><span className={`tag tone-${TONE[callback.status]}`}>{label("callbackStatus", callback.status)}</span></td>
      <td>{label("queue", callback.queue)}</td>
      <td><When at={callback.place_at} /></td>
      <td><Link href={`/contacts/${callback.asked_in}`} title={t("callback.call")}><When at={callback.asked_at} /></Link></td>
      <td className="number">{callback.attempt}</td>
      <td>{callback.status === "retrying" ? <When at={callback.due_at} /> : "–"}</td>
      <td>{callback.result ? label("callbackResult", callback.result) : "–"}</td>
      <td className="muted">{callback.reason ?? "–"}</td>
      <td className="number">{canCancel && <button type="button" className="button" data-testid="callback-cancel" disabled={cancel.isPending} aria-label={t("callback.cancelOf", { number: callback.number })} onClick={() => cancel.mutate()}>{t("callback.cancel")}</button>}</td>
    </tr>
  );
}
