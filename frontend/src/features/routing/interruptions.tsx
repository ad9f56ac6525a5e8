import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { problemText } from "../../api/problem";
import { fetchInterruptions, saveInterruptions } from "../../api/routing";
import { InterruptionMatrix, type Rules } from "../../business/interruption-matrix";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer } from "../../ui/answers";
import { TableScroll } from "../../ui/table-scroll";
import { useToasts } from "../../ui/toasts";

const KEY = ["interruptions"] as const;

/** What may be offered to an agent beside the contacts that it has, for the whole center. */
export function Interruptions() {
  const query = useQuery({ queryKey: KEY, queryFn: fetchInterruptions });
  return <Answer query={query} lines={5}>{({ rules }) => <Editor rules={rules} />}</Answer>;
}

function Editor({ rules }: { rules: Rules }) {
  const { t } = useWords();
  const { may } = useSession();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const [edited, edit] = useState<Rules>(rules);
  const save = useMutation({
    mutationFn: () => saveInterruptions(edited),
    onSuccess: (saved) => {
      queries.setQueryData(KEY, saved);
      edit(saved.rules);
      tell(t("common.saved"));
    },
  });
  const mayWrite = may("flows.write");
  return (
    <div className="stack tab-body">
      <p className="muted">{t("interruptions.hint")}</p>
      <TableScroll><InterruptionMatrix rules={edited} isFixed={!mayWrite} change={edit} /></TableScroll>
      {save.isError && <p className="breach" role="alert">{problemText(save.error, t)}</p>}
      {mayWrite && <div className="actions"><button type="button" className="button primary" data-testid="interruptions-save" disabled={save.isPending} onClick={() => save.mutate()}>{t("common.save")}</button></div>}
    </div>
  );
}
