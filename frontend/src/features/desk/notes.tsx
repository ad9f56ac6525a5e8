import { useWords } from "../../i18n";
import { TextArea } from "../../ui/field";
import type { useDraft } from "./use-draft";

export function Notes({ draft, isOff }: { draft: ReturnType<typeof useDraft>; isOff: boolean }) {
  const { t, format } = useWords();
  const words = {
    clean: "",
    unsaved: t("note.unsaved"),
    saving: t("note.saving"),
    saved: draft.savedAt ? t("note.saved", { time: format.time(draft.savedAt) }) : "",
    failed: t("note.failed"),
  };
  return (
    <div className="notes">
      <TextArea
        label={<span className="row">{t("note.label")}<span className={`push ${draft.state === "failed" ? "breach" : ""}`} data-testid="note-state" data-state={draft.state}>{words[draft.state]}</span></span>}
        rows={4} maxLength={4000} value={draft.draft.note} disabled={isOff} placeholder={t("note.placeholder")} data-testid="note"
        onChange={(event) => draft.change({ note: event.target.value })}
      />
    </div>
  );
}
