import { useQuery } from "@tanstack/react-query";
import { fetchDiff } from "../../api/flows";
import { useWords } from "../../i18n";
import { Answer, Empty } from "../../ui/answers";
import { say } from "./titles";

/** What differs between two revisions, in words. */
export function Changes({ sid, from, to, stamp }: { sid: string; from: string; to: string; stamp: string }) {
  const { t, language } = useWords();
  const query = useQuery({ queryKey: ["flows", sid, "diff", from, to, stamp], queryFn: () => fetchDiff(sid, from, to) });
  return (
    <Answer query={query} lines={3}>
      {({ changes }) =>
        changes.length === 0 ? <Empty title={t("flows.noChanges")} /> : (
          <ul className="changes" data-testid="flow-changes">
            {changes.map((change, index) => (
              <li key={index} className={`change change-${change.kind}`}>{say(change.text, language)}</li>
            ))}
          </ul>
        )
      }
    </Answer>
  );
}
