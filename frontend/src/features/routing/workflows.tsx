import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fetchQueueRules, fetchWorkflows, removeWorkflow, saveWorkflow } from "../../api/routing";
import { problemText } from "../../api/problem";
import type { Workflow } from "../../api/types";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { SelectField, TextArea, TextField } from "../../ui/field";
import { Panel } from "../../ui/panel";
import { useToasts } from "../../ui/toasts";

const KEY = ["workflows"] as const;
const QUEUES = ["queue-rules"] as const;
/** What a call's task says of itself beside what its flow gives (calls/about_call.py). */
const ATTRIBUTES = "from, to, language, trunk, gateway, span, local_time, weekday, customer_tier, enterprise, products";

/** TaskRouter's workflows: filters that lead to queues, as the documented JSON. */
export function Workflows() {
  const { t } = useWords();
  const { may } = useSession();
  const [isNew, setNew] = useState(false);
  const query = useQuery({ queryKey: KEY, queryFn: fetchWorkflows });
  return (
    <div className="stack tab-body">
      <p className="muted">{t("routing.attributes", { names: ATTRIBUTES })}</p>
      {may("flows.write") && <div className="filters"><button type="button" className="button primary" data-testid="workflow-new" onClick={() => setNew(true)}>{t("routing.newWorkflow")}</button></div>}
      {isNew && <NewWorkflow onClose={() => setNew(false)} />}
      <Answer query={query} lines={5}>
        {({ items }) => (items.length === 0 ? <Empty title={t("routing.noWorkflows")} /> : <>{items.map((one) => <Editor key={one.sid} workflow={one} />)}</>)}
      </Answer>
    </div>
  );
}

/** A workflow of one's own begins with the smallest that works; what it does is said in its editor. */
function NewWorkflow({ onClose }: { onClose(): void }) {
  const { t, label } = useWords();
  const queries = useQueryClient();
  const queues = useQuery({ queryKey: QUEUES, queryFn: fetchQueueRules });
  const make = useMutation({
    mutationFn: ({ name, queue }: { name: string; queue: string }) => saveWorkflow(name, { task_routing: { filters: [], default_filter: { queue } } }),
    onSuccess: () => { void queries.invalidateQueries({ queryKey: KEY }); onClose(); },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    make.mutate({ name: String(data.get("name")).trim(), queue: String(data.get("queue")) });
  };
  return (
    <Dialog title={t("routing.newWorkflow")} onClose={onClose}>
      <form className="stack" onSubmit={submit} data-testid="workflow-form">
        <div className="fields">
          <TextField label={t("routing.name")} name="name" required pattern="[A-Za-z0-9_\-]+" maxLength={64} autoFocus />
          <SelectField label={t("routing.defaultQueue")} name="queue" options={(queues.data?.items ?? []).map((one) => [one.name, label("queue", one.name)] as const)} />
        </div>
        {make.isError && <p className="breach" role="alert">{problemText(make.error, t)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" disabled={make.isPending || !queues.data}>{t("common.save")}</button>
        </div>
      </form>
    </Dialog>
  );
}

function Editor({ workflow }: { workflow: Workflow }) {
  const { t } = useWords();
  const { may } = useSession();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const [problem, setProblem] = useState("");
  const save = useMutation({
    mutationFn: (configuration: Workflow["configuration"]) => saveWorkflow(workflow.name, configuration),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: KEY });
      tell(t("common.saved"));
    },
    onError: (error) => setProblem(problemText(error, t)),
  });
  const drop = useMutation({
    mutationFn: () => removeWorkflow(workflow.name),
    onSuccess: () => void queries.invalidateQueries({ queryKey: KEY }),
    onError: (error) => setProblem(problemText(error, t)),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProblem("");
    try {
      save.mutate(JSON.parse(String(new FormData(event.currentTarget).get("json"))) as Workflow["configuration"]);
    } catch (error) {
      setProblem(t("routing.notJson", { why: error instanceof Error ? error.message : "" }));
    }
  };
  const mayWrite = may("flows.write");
  return (
    <Panel title={workflow.name} actions={<span className="muted">{workflow.sid}</span>} testId="workflow">
      <form className="stack" onSubmit={submit}>
        <TextArea label={t("routing.json")} name="json" className="textarea workflow-json" spellCheck={false} readOnly={!mayWrite} defaultValue={JSON.stringify(workflow.configuration, null, 2)} problem={problem || undefined} wide />
        {mayWrite && (
          <div className="actions">
            <button type="button" className="button" disabled={drop.isPending} onClick={() => { if (confirm(t("routing.removeWorkflowSure", { name: workflow.name }))) drop.mutate(); }}>{t("routing.remove")}</button>
            <button type="submit" className="button primary" disabled={save.isPending}>{t("common.save")}</button>
          </div>
        )}
      </form>
    </Panel>
  );
}
