import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fetchRevision, fetchRevisions, rollBack, type Flow, type RevisionLine } from "../../api/flows";
import { problemText } from "../../api/problem";
import { useWords } from "../../i18n";
import { Answer, Empty } from "../../ui/answers";
import { When } from "../../ui/copyable";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { useToasts } from "../../ui/toasts";
import { Changes } from "./changes";
import { downloadFlow } from "./download";

interface Props {
  flow: Flow;
  mayWrite: boolean;
  onRolledBack(revision: number): void;
  onClose(): void;
}

/** The published revisions, what each changed, and the way back to one. */
export function RevisionsDialog({ flow, mayWrite, onRolledBack, onClose }: Props) {
  const { t } = useWords();
  const query = useQuery({ queryKey: ["flows", flow.sid, "revisions", flow.revision], queryFn: () => fetchRevisions(flow.sid) });
  const [chosen, choose] = useState<number | null>(null);
  return (
    <div className="wide-dialog">
      <Dialog title={t("flows.revisionsOf", { name: flow.name })} onClose={onClose}>
        <Answer query={query}>
          {({ items }) => {
            const line = items.find(({ revision }) => revision === (chosen ?? items[0]?.revision));
            if (!line) return <Empty title={t("flows.neverPublished")} />;
            return (
              <div className="revisions">
                <ol className="revision-list" aria-label={t("flows.revisions")}>
                  {items.map((one) => (
                    <li key={one.revision}>
                      <button type="button" aria-current={one === line} onClick={() => choose(one.revision)} data-testid={`revision-${one.revision}`}>
                        <span className="row"><span className="strong">{t("flows.revision", { number: one.revision })}</span>{one.is_current && <span className="tag tone-ready">{t("flows.current")}</span>}</span>
                        <span className="muted"><When at={one.published_at} /> · {one.published_by ?? "–"}</span>
                        {one.rolled_back_to !== null && <span className="muted">{t("flows.wentBackTo", { number: one.rolled_back_to })}</span>}
                        {one.note && <span className="clip">{one.note}</span>}
                      </button>
                    </li>
                  ))}
                </ol>
                <RevisionView key={line.revision} flow={flow} line={line} mayWrite={mayWrite} onRolledBack={onRolledBack} />
              </div>
            );
          }}
        </Answer>
      </Dialog>
    </div>
  );
}

function RevisionView({ flow, line, mayWrite, onRolledBack }: { flow: Flow; line: RevisionLine; mayWrite: boolean; onRolledBack(revision: number): void }) {
  const { t } = useWords();
  const { warn } = useToasts();
  const [isSure, setSure] = useState(false);
  const back = useMutation({ mutationFn: () => rollBack(flow.sid, line.revision, ""), onSuccess: ({ revision }) => onRolledBack(revision) });
  const against = [...(line.revision > 1 ? [String(line.revision - 1)] : []), ...(line.is_current ? [] : ["current"]), ...(flow.draft ? ["draft"] : [])];
  const [other, compare] = useState(against[0] ?? "");
  const isEarlier = other === String(line.revision - 1);
  const [from, to] = isEarlier ? [other, String(line.revision)] : [String(line.revision), other];
  const names: Record<string, string> = { current: t("flows.withCurrent"), draft: t("flows.withDraft") };
  const save = async () => {
    try {
      downloadFlow(`${flow.name}-${line.revision}`, (await fetchRevision(flow.sid, line.revision)).definition);
    } catch (error) {
      warn(error);
    }
  };
  return (
    <div className="stack">
      <div className="row wrap">
        {against.map((one) => <button key={one} type="button" className={`button ${one === other ? "pressed" : ""}`} aria-pressed={one === other} onClick={() => compare(one)}>{names[one] ?? t("flows.withEarlier")}</button>)}
        <button type="button" className="button plain push" onClick={() => void save()}><Icon name="download" />{t("flows.export")}</button>
      </div>
      {other ? <Changes sid={flow.sid} from={from} to={to} stamp={String(flow.draft?.version)} /> : <Empty title={t("flows.firstRevision")} />}
      {mayWrite && !line.is_current && (
        <div className="actions">
          {isSure ? (
            <>
              <span className="grow">{t("flows.rollBackSure", { number: line.revision })}</span>
              <button type="button" className="button" onClick={() => setSure(false)}>{t("common.cancel")}</button>
              <button type="button" className="button danger" disabled={back.isPending} onClick={() => back.mutate()} data-testid="roll-back-confirm">{t("flows.rollBack")}</button>
            </>
          ) : (
            <button type="button" className="button" onClick={() => setSure(true)} data-testid="roll-back">{t("flows.rollBackTo", { number: line.revision })}</button>
          )}
        </div>
      )}
      {back.isError && <p className="breach" role="alert">{problemText(back.error, t)}</p>}
    </div>
  );
}
