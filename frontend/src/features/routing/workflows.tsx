import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fetchWorkflows, saveWorkflow } from "../../api/routing";
import { problemText } from "../../api/problem";
import type { Workflow } from "../../api/types";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { TextArea } from "../../ui/field";
import { Panel } from "../../ui/panel";
import { useToasts } from "../../ui/toasts";

const KEY = ["workflows"] as const;

/** TaskRouter's workflows: filters that lead to queues, as the documented JSON. */
export function Workflows() {
  const { t } = useWords();
  const query = useQuery({ queryKey: KEY, queryFn: fetchWorkflows });
  return (
    <Answer query={query} lines={5}>
      {({ items }) => (items.length === 0 ? <Empty title={t("routing.noWorkflows")} /> : <div className="stack tab-body">{items.map((one) => <Editor key={one.sid} workflow={one} />)}</div>)}
    </Answer>
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
        {mayWrite && <div className="actions"><button type="submit" className="button primary" disabled={save.isPending}>{t("common.save")}</button></div>}
      </form>
    </Panel>
  );
}
