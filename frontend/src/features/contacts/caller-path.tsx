import { useQuery } from "@tanstack/react-query";
import { fetchPath } from "../../api/contacts";
import { humanise, useWords } from "../../i18n";
import { Answer, Empty } from "../../ui/answers";
import { Panel } from "../../ui/panel";

/** Every node of the flow that the caller came to: what was heard, keyed and decided there. */
export function CallerPathPanel({ contactId }: { contactId: string }) {
  const { t, label, format } = useWords();
  const query = useQuery({ queryKey: ["path", contactId], queryFn: () => fetchPath(contactId) });
  return (
    <Panel title={t("contacts.path")} count={query.data?.nodes.length} testId="contact-path" actions={query.data?.flow && <span className="muted">{query.data.flow}{query.data.revision !== null && ` · ${t("contacts.revision", { number: query.data.revision })}`}</span>}>
      <Answer query={query}>
        {({ nodes }) =>
          nodes.length === 0 ? (
            <Empty title={t("contacts.noPath")} />
          ) : (
            <ol className="nodes">
              {nodes.map((node) => (
                <li key={`${node.widget}${node.entered_at}`} className={`node node-${node.kind}`}>
                  <span className="mono muted">{format.clock(node.entered_at)}</span>
                  <div>
                    <div className="row wrap">
                      <span className="strong">{humanise(node.widget)}</span>
                      <span className="muted">{label("node", node.kind)}</span>
                      {node.ended && <span className="tag">{label("ended", node.ended)}</span>}
                    </div>
                    {node.entries.map((entry) => (
                      <div key={`${entry.type}${entry.at}${entry.value}`} className="row entry">
                        <span className="muted">{label("entry", entry.type)}</span>
                        <span className={entry.type === "key" ? "tag mono" : ""}>{entry.value}</span>
                      </div>
                    ))}
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
    </Panel>
  );
}
