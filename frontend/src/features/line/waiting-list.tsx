import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { fetchWaiting, pickUp } from "../../api/line";
import { ApiProblem } from "../../api/problem";
import type { Waiting } from "../../api/types";
import { useQueues } from "../../business/queues";
import { useWords } from "../../i18n";
import { phone } from "../../i18n/format";
import { useLiveMessages } from "../../live";
import { useMyself, useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { StateShape } from "../../ui/state";
import { Timer } from "../../ui/timer";
import { useToasts } from "../../ui/toasts";
import "./line.css";

const KEY = ["waiting"] as const;

interface Props {
  /** Whether this person's phone can ring, and what to do once a picked-up call is on its way to it. */
  canRing: boolean;
  onPicked?(reservationSid: string): void;
}

/** Who waits or rings now; a call can be picked up, also one that rings at a colleague. */
export default function WaitingList({ canRing, onPicked }: Props) {
  const { t } = useWords();
  const queries = useQueryClient();
  useQueues();
  const query = useQuery({ queryKey: KEY, queryFn: fetchWaiting, refetchInterval: 5_000, staleTime: 0 });
  useLiveMessages((message) => {
    if (["floor", "agent", "offer", "offer_ended"].includes(message.type)) void queries.invalidateQueries({ queryKey: KEY });
  });
  return (
    <Answer query={query} lines={2}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t("waiting.none")} hint={t("waiting.noneHint")} />
        ) : (
          <ul className="waiting-calls" data-testid="waiting-list">
            {items.map((one) => <Line key={one.contact_id} call={one} canRing={canRing} {...(onPicked ? { onPicked } : {})} />)}
          </ul>
        )
      }
    </Answer>
  );
}

function Line({ call, canRing, onPicked }: Props & { call: Waiting }) {
  const { t, label } = useWords();
  const { may } = useSession();
  const { worker_sid } = useMyself();
  const { tell, warn } = useToasts();
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: () => pickUp(call),
    onSuccess: ({ reservation_sid }) => {
      onPicked?.(reservation_sid);
      tell(t("waiting.picked"));
    },
    onError: (error) => warn(error instanceof ApiProblem && error.status < 500 ? label("refused", error.code) : error),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const who = call.customer?.name || phone(call.number);
  const isRinging = call.rings_at !== null;
  const hint = canRing ? undefined : t("waiting.noPhone");
  return (
    <li className={`waiting-call tone-${isRinging ? "ringing" : "wrap"}`} data-testid="waiting-call" data-contact={call.contact_id} data-ringing={isRinging}>
      <div className="row">
        <StateShape tone={isRinging ? "ringing" : "wrap"} />
        <span className="strong clip" title={call.number}>{who}</span>
        {call.customer?.is_vip && <span className="tag vip">VIP</span>}
        {call.is_callback && <span className="tag">{t("waiting.callback")}</span>}
        <span className="push"><Timer since={call.since} /></span>
      </div>
      <div className="row muted">
        <span className="clip">{label("queue", call.queue)} · {isRinging ? (call.agent_name ? t("waiting.ringsAt", { agent: call.agent_name }) : t("waiting.ringing")) : t("waiting.inLine")}</span>
        {worker_sid && may("calls.pick_up") && (
          <button type="button" className="button push" disabled={take.isPending || !canRing} title={hint} data-testid="pick-up" aria-label={t("waiting.pickUpOf", { who })} onClick={() => take.mutate()}>
            {t("waiting.pickUp")}
          </button>
        )}
      </div>
    </li>
  );
}
