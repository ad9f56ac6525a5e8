import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { publishFlow, type Flow } from "../../api/flows";
import { problemText } from "../../api/problem";
import { useWords } from "../../i18n";
import { Dialog } from "../../ui/dialog";
import { TextArea } from "../../ui/field";
import { Changes } from "./changes";

interface Props {
  flow: Flow;
  problems: number;
  onPublished(revision: number): void;
  onClose(): void;
}

/** The saved draft beside what answers now, a note, and the button that makes it answer. */
export function PublishDialog({ flow, problems, onPublished, onClose }: Props) {
  const { t } = useWords();
  const [note, setNote] = useState(flow.draft?.note ?? "");
  const publish = useMutation({ mutationFn: () => publishFlow(flow.sid, note.trim()), onSuccess: ({ revision }) => onPublished(revision) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish.mutate();
  };
  return (
    <Dialog title={t("flows.publishTitle", { name: flow.name })} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {flow.revision > 0 && <Changes sid={flow.sid} from="current" to="draft" stamp={String(flow.draft?.version)} />}
        {problems > 0 && <p className="banner tone-breach" role="alert">{t("flows.publishBlocked", { count: problems })}</p>}
        <TextArea label={t("flows.note")} value={note} maxLength={500} rows={2} onChange={(event) => setNote(event.target.value)} data-testid="publish-note" />
        <p className="muted">{t("flows.publishHint")}</p>
        {publish.isError && <p className="breach" role="alert">{problemText(publish.error, t)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" disabled={publish.isPending || problems > 0} data-testid="publish-confirm">{t("flows.publish")}</button>
        </div>
      </form>
    </Dialog>
  );
}
