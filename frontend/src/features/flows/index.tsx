import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ChangeEvent, type FormEvent } from "react";
import { useLocation } from "wouter";
import { createFlow, fetchFlow, fetchFlowList, type FlowListLine } from "../../api/flows";
import { fieldProblems, problemText } from "../../api/problem";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { When } from "../../ui/copyable";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/panel";
import { TableScroll } from "../../ui/table-scroll";
import { useToasts } from "../../ui/toasts";
import { downloadFlow } from "./download";
import "./flows.css";

export const LIST = ["flows", "list"] as const;

/** The flows: which revision answers, since when and by whom, and where somebody is at work. */
export default function FlowsPage() {
  const { t } = useWords();
  const { may } = useSession();
  const query = useQuery({ queryKey: LIST, queryFn: fetchFlowList });
  const [isNew, setNew] = useState(false);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("nav.flows")}</h1>
        {may("flows.write") && <button type="button" className="button primary push" data-testid="new-flow" onClick={() => setNew(true)}><Icon name="plus" />{t("flows.new")}</button>}
      </div>
      <Panel title={t("flows.all")} count={query.data?.items.length} flush>
        <Answer query={query}>{({ items }) => (items.length ? <FlowTable lines={items} /> : <Empty title={t("flows.none")} hint={t("flows.noneHint")} />)}</Answer>
      </Panel>
      {isNew && <NewFlow onClose={() => setNew(false)} />}
    </div>
  );
}

function FlowTable({ lines }: { lines: readonly FlowListLine[] }) {
  const { t } = useWords();
  const { warn } = useToasts();
  const save = async ({ sid, name }: FlowListLine) => {
    try {
      const flow = await fetchFlow(sid);
      downloadFlow(name, flow.definition || (flow.draft?.definition ?? ""));
    } catch (error) {
      warn(error);
    }
  };
  return (
    <TableScroll>
      <table className="table">
        <thead><tr><th>{t("flows.name")}</th><th>{t("flows.answering")}</th><th>{t("flows.published")}</th><th>{t("flows.by")}</th><th>{t("flows.draft")}</th><th><span className="sr-only">{t("flows.export")}</span></th></tr></thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.sid} data-testid="flow-row">
              <td><a href={`#/flows/${line.sid}`} className="strong">{line.name}</a></td>
              <td>{line.revision > 0 ? t("flows.revision", { number: line.revision }) : <span className="tag">{t("flows.neverPublished")}</span>}</td>
              <td><When at={line.published_at} /></td>
              <td>{line.published_by ?? "–"}</td>
              <td>{line.has_draft ? <span className="tag tone-wrap">{t("flows.draftBy", { name: line.draft_saved_by ?? "–" })} <When at={line.draft_saved_at} /></span> : "–"}</td>
              <td className="number"><button type="button" className="button plain" aria-label={t("flows.exportOf", { name: line.name })} onClick={() => void save(line)}><Icon name="download" />{t("flows.export")}</button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

/** Empty, or from a definition that Studio exported; the file is kept to the byte. */
function NewFlow({ onClose }: { onClose(): void }) {
  const { t } = useWords();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const create = useMutation({
    mutationFn: () => createFlow({ name: name.trim(), ...(file ? { definition: file.text } : {}) }),
    onSuccess: (flow) => {
      void queries.invalidateQueries({ queryKey: LIST });
      go(`/flows/${flow.sid}`);
    },
  });
  const fields = fieldProblems(create.error, t);
  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? [];
    if (!chosen) return setFile(null);
    setFile({ name: chosen.name, text: await chosen.text() });
    setName((given) => given || chosen.name.replace(/\.json$/i, ""));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog title={t("flows.new")} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <TextField label={t("flows.name")} required maxLength={64} value={name} problem={fields["name"]} onChange={(event) => setName(event.target.value)} data-testid="flow-name" />
        <TextField label={t("flows.importFile")} type="file" accept=".json,application/json" problem={fields["definition"]} onChange={(event) => void pick(event)} data-testid="flow-file" />
        <p className="muted">{t("flows.importHint")}</p>
        {create.isError && Object.keys(fields).length === 0 && <p className="breach" role="alert">{problemText(create.error, t)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" disabled={create.isPending} data-testid="create-flow">{file ? t("flows.import") : t("common.create")}</button>
        </div>
      </form>
    </Dialog>
  );
}
