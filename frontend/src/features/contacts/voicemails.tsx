import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { fetchVoicemails, markVoicemail } from "../../api/floor";
import type { Voicemail } from "../../api/types";
import { useQueueOptions } from "../../business/queues";
import { RecordingPlayer } from "../../business/recording-player";
import { useWords } from "../../i18n";
import { duration } from "../../i18n/format";
import { Answer, Empty } from "../../ui/answers";
import { PhoneNumber, When } from "../../ui/copyable";
import { SelectField } from "../../ui/field";
import { useToasts } from "../../ui/toasts";

const KEY = ["voicemails"] as const;

/** Messages that callers left, to be heard, called back and marked done. */
export default function VoicemailsPage() {
  const { t, label } = useWords();
  const [status, setStatus] = useState("");
  const [queue, setQueue] = useState("");
  const query = useQuery({ queryKey: [...KEY, queue, status], queryFn: () => fetchVoicemails(queue, status), refetchInterval: 20_000 });
  const statuses = [["", t("voicemail.open")], ...["new", "heard", "done"].map((one) => [one, label("voicemailStatus", one)] as const)] as const;
  const queues = useQueueOptions(["", t("common.all")]);
  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.voicemails")}</h1></div>
      <section className="panel">
        <div className="filters">
          <SelectField label={t("common.status")} value={status} options={statuses} onChange={(event) => setStatus(event.target.value)} />
          <SelectField label={t("common.queue")} value={queue} options={queues} onChange={(event) => setQueue(event.target.value)} />
        </div>
        <Answer query={query}>
          {({ items }) => (items.length === 0 ? <Empty title={t("voicemail.none")} hint={t("voicemail.noneHint")} /> : <ul className="voicemails">{items.map((one) => <Message key={one.voicemail_id} voicemail={one} />)}</ul>)}
        </Answer>
      </section>
    </div>
  );
}

function Message({ voicemail }: { voicemail: Voicemail }) {
  const { t, label } = useWords();
  const { warn } = useToasts();
  const queries = useQueryClient();
  const mark = useMutation({
    mutationFn: (status: Voicemail["status"]) => markVoicemail(voicemail.voicemail_id, status),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    onError: warn,
  });
  const tone = { new: "tone-wrap", heard: "tone-ringing", done: "tone-offline" }[voicemail.status];
  return (
    <li className="voicemail" data-testid="voicemail">
      <span className={`tag ${tone}`}>{label("voicemailStatus", voicemail.status)}</span>
      <span className="strong"><PhoneNumber value={voicemail.from_number} /></span>
      <span>{voicemail.queue ? label("queue", voicemail.queue) : "–"}</span>
      <Link href={`/contacts/${voicemail.contact_id}`}><When at={voicemail.left_at} /></Link>
      <span className="muted">{duration(voicemail.duration_seconds)}</span>
      <RecordingPlayer contactId={voicemail.contact_id} recordingId={voicemail.recording_id} {...(voicemail.status === "new" ? { onPlayed: () => markVoicemail(voicemail.voicemail_id, "heard").catch(warn) } : {})} />
      {voicemail.status !== "done" && <button type="button" className="button push" disabled={mark.isPending} data-testid="voicemail-done" onClick={() => mark.mutate("done")}>{t("voicemail.done")}</button>}
    </li>
  );
}
