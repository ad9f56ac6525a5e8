import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { fetchCatalogue, fetchFlow } from "../../api/flows";
import { useWords } from "../../i18n";
import { Answer, Empty } from "../../ui/answers";
import { readDocument } from "./document/flow-document";
import { FlowEditor } from "./editor";
import "./flows.css";

/** The editor of one flow, or what is wrong with a text that is no flow definition. */
export default function FlowPage({ sid }: { sid: string }) {
  const { t } = useWords();
  // Only the person's own doing brings another text: a refetch under their hands would not.
  const flow = useQuery({ queryKey: ["flows", sid], queryFn: () => fetchFlow(sid), staleTime: Infinity, refetchOnMount: "always" });
  const catalogue = useQuery({ queryKey: ["flows", "catalogue"], queryFn: fetchCatalogue, staleTime: Infinity });
  return (
    <Answer query={flow} lines={8}>
      {(found) => (
        <Answer query={catalogue} lines={8}>
          {(forms) =>
            isFlow(found.draft?.definition ?? found.definition) ? (
              <ReactFlowProvider key={sid}><FlowEditor flow={found} catalogue={forms} /></ReactFlowProvider>
            ) : (
              <Empty title={t("flows.notAFlow")} hint={t("flows.notAFlowHint")} />
            )
          }
        </Answer>
      )}
    </Answer>
  );
}

function isFlow(text: string): boolean {
  try {
    readDocument(text);
    return true;
  } catch {
    return false;
  }
}
