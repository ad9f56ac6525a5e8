import { useMutation } from "@tanstack/react-query";
import { fetchRecordingLink } from "../api/contacts";
import { problemText } from "../api/problem";
import { useWords } from "../i18n";
import { Icon } from "../ui/icon";

interface Props {
  contactId: string;
  recordingId: string;
  onPlayed?: () => void;
}

/** Asks for the audio when it is to be heard, not before: every playing is written to the operation log. */
export function RecordingPlayer({ contactId, recordingId, onPlayed }: Props) {
  const { t } = useWords();
  const link = useMutation({ mutationFn: () => fetchRecordingLink(contactId, recordingId), onSuccess: () => onPlayed?.() });
  if (link.data) {
    return <audio className="player" controls autoPlay src={link.data.url} data-testid="recording-audio" />;
  }
  return (
    <div className="row">
      <button type="button" className="button" disabled={link.isPending} onClick={() => link.mutate()} data-testid="recording-play">
        <Icon name="play" />
        {t("recording.play")}
      </button>
      {link.isError && <span className="breach" role="alert">{problemText(link.error, t)}</span>}
    </div>
  );
}
