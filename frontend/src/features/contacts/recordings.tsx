import type { Recording } from "../../api/types";
import { RecordingPlayer } from "../../business/recording-player";
import { useWords } from "../../i18n";
import { duration } from "../../i18n/format";
import { Empty } from "../../ui/answers";
import { When } from "../../ui/copyable";
import { Panel } from "../../ui/panel";

export function Recordings({ contactId, recordings, mayPlay }: { contactId: string; recordings: readonly Recording[]; mayPlay: boolean }) {
  const { t, label } = useWords();
  return (
    <Panel title={t("contacts.recordings")} count={recordings.length} testId="contact-recordings">
      {recordings.length === 0 && <Empty title={t("contacts.noRecordings")} />}
      <ul className="stack">
        {recordings.map((recording) => (
          <li key={recording.recording_id} className="stack">
            <div className="row">
              <span className="strong">{label("recording", recording.kind)}</span>
              <span className="muted"><When at={recording.recorded_at} /> · {duration(recording.duration_seconds)}</span>
            </div>
            {mayPlay ? <RecordingPlayer contactId={contactId} recordingId={recording.recording_id} /> : <p className="muted">{t("contacts.mayNotPlay")}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
