import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { publishFlow, type Flow } from "../../api/flows";
import { problemText } from "../../api/problem";
import { useWords } from "../../i18n";
import { Dialog } from "../../ui/dialog";
import { TextArea } from "../../ui/field";
import { Changes } from "./changes";
import type { FlowDocument } from "./document/flow-document";
import { PairsField } from "./properties/list-fields";

const TAKES_INPUT = new Set(["gather-input-on-call", "send-and-wait-for-reply", "record-voicemail"]);

interface Binding {
  key: string;
  value: string;
}

interface Props {
  flow: Flow;
  document: FlowDocument;
  problems: number;
  onPublished(revision: number): void;
  onClose(): void;
}

/** The saved draft beside what answers now, a note, and the button that makes it answer. */
export function PublishDialog({ flow, document, problems, onPublished, onClose }: Props) {
  const { t } = useWords();
  const [note, setNote] = useState(flow.draft?.note ?? "");
  const gathering = document.widgets.filter(({ type }) => TAKES_INPUT.has(type)).map(({ name }) => name);
  const [bindings, setBindings] = useState<readonly Binding[]>(Object.entries(flow.bindings).map(([key, value]) => ({ key, value })));
  const [secrets, setSecrets] = useState<ReadonlySet<string>>(new Set(flow.secrets));
  const publication = () => ({
    note: note.trim(),
    bindings: Object.fromEntries(bindings.filter(({ key, value }) => key && value).map(({ key, value }) => [key.trim(), value.trim()])),
    secrets: [...secrets].filter((name) => document.byName.has(name)),
  });
  const publish = useMutation({ mutationFn: () => publishFlow(flow.sid, publication()), onSuccess: ({ revision }) => onPublished(revision) });
  const mark = (name: string, isSecret: boolean) => {
    const next = new Set(secrets);
    if (isSecret) next.add(name);
    else next.delete(name);
    setSecrets(next);
  };
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
        {gathering.length > 0 && (
          <details>
            <summary>{t("flows.secrets", { count: gathering.filter((name) => secrets.has(name)).length })}</summary>
            <p className="muted">{t("flows.secretsHint")}</p>
            <div className="secret-list">
              {gathering.map((name) => <label key={name} className="check"><input type="checkbox" checked={secrets.has(name)} onChange={(event) => mark(name, event.target.checked)} />{name}</label>)}
            </div>
          </details>
        )}
        <details>
          <summary>{t("flows.bindings", { count: bindings.length })}</summary>
          <p className="muted">{t("flows.bindingsHint")}</p>
          <PairsField label={t("flows.bindingsTitle")} value={bindings} problem={undefined} onChange={(value) => setBindings(value as Binding[])} />
        </details>
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
