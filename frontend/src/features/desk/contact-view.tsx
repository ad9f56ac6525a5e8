import { lazy, Suspense, useState } from "react";
import type { Pop, Worker } from "../../api/types";
import { useAgent } from "../../agent/agent";
import { useWords } from "../../i18n";
import { usePhone } from "../../phone";
import { PhoneNumber } from "../../ui/copyable";
import { StateMark } from "../../ui/state";
import { Timer } from "../../ui/timer";
import { CallControls } from "./call-controls";
import { CallPath } from "./call-path";
import { Dispositions } from "./dispositions";
import type { Focus } from "./focus";
import { Notes } from "./notes";
import { TicketBox } from "./ticket-box";
import { useDraft } from "./use-draft";
import { WrapUpBar } from "./wrap-up-bar";

// Below the fold, and its contact is the agent's only once the call has been taken.
const ContactTimeline = lazy(async () => ({ default: (await import("../../business/contact-timeline")).ContactTimeline }));

interface Props {
  focus: Focus;
  pop: Pop | undefined;
  worker: Worker;
}

/** The contact in the middle of the desk, from its first ring to the end of its wrap-up. */
export function ContactView({ focus, pop, worker }: Props) {
  const { label, t } = useWords();
  const [hasKeypad, setKeypad] = useState(false);
  const { contact, stage } = focus;
  const isMine = stage !== "offered";
  const draft = useDraft(focus.contactId, { note: contact?.note ?? "", disposition: contact?.disposition ?? null }, isMine);
  const customer = pop?.customer;
  const number = focus.fromNumber ?? pop?.from_number ?? null;
  const queue = focus.queue ?? pop?.queue ?? null;
  const state = stage === "offered" ? "ringing" : stage === "talking" ? "on_contact" : stage;

  return (
    <section className={`panel desk-middle stage-${stage}`} data-testid="call-card" data-contact-id={focus.contactId} data-stage={stage} aria-label={t("desk.contact")}>
      <div className="contact-head">
        <span className="contact-number"><PhoneNumber value={number} /></span>
        <span className="strong clip">{customer ? customer.name || t("customer.noName") : pop ? t("pop.unknownCaller") : ""}</span>
        {customer?.tier === "vip" && <span className="tag vip">VIP</span>}
        {queue && <span className="tag queue-tag">{label("queue", queue)}</span>}
        <span className="push contact-state"><StateMark state={state} /> <CallTimer focus={focus} worker={worker} /></span>
      </div>
      <div className="contact-bar">
        {stage === "wrap_up" ? (
          <WrapUpBar focus={focus} worker={worker} draft={draft} />
        ) : (
          <CallControls focus={focus} hasKeypad={hasKeypad} setKeypad={setKeypad} />
        )}
      </div>
      <div className="contact-body">
        <CallPath pop={pop} />
        <Notes draft={draft} isOff={!isMine} />
        <Dispositions queue={queue} chosen={draft.draft.disposition} choose={(disposition) => draft.change({ disposition })} isOff={!isMine} hasKeys={!hasKeypad} />
        {isMine && <TicketBox contactId={focus.contactId} pop={pop} fromNumber={number ?? ""} />}
        {isMine && contact && <Suspense><ContactTimeline timeline={contact.timeline} /></Suspense>}
      </div>
    </section>
  );
}

function CallTimer({ focus, worker }: { focus: Focus; worker: Worker }) {
  const { state } = usePhone();
  const { desk } = useAgent();
  const [began] = useState(() => new Date().toISOString());
  const answered = focus.contact?.answered_at ?? (state.talking ? began : null);
  const since = focus.stage === "wrap_up" || focus.stage === "offered" ? worker.since : (answered ?? desk?.worker.since);
  return <Timer since={since} testId="call-timer" />;
}
