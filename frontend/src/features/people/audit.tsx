import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fetchAudit } from "../../api/people";
import { humanise, useWords } from "../../i18n";
import { Empty, Failure, Skeleton } from "../../ui/answers";
import { TextField } from "../../ui/field";
import { TableScroll } from "../../ui/table-scroll";

const words = (values: Record<string, unknown>) =>
  Object.entries(values).map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`).join("; ");

export function AuditLog() {
  const { t, format } = useWords();
  const [day, setDay] = useState(format.today());
  const query = useInfiniteQuery({
    queryKey: ["audit", day],
    queryFn: ({ pageParam }) => fetchAudit({ day, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="filters"><TextField label={t("people.day")} type="date" value={day} onChange={(event) => setDay(event.target.value || format.today())} /></div>
      {query.isPending && <Skeleton lines={6} />}
      {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && entries.length === 0 && <Empty title={t("people.noAudit")} />}
      {entries.length > 0 && (
        <TableScroll>
          <table className="table" data-testid="audit">
            <thead><tr><th>{t("common.time")}</th><th>{t("people.who")}</th><th>{t("people.action")}</th><th>{t("people.subject")}</th><th>{t("people.before")}</th><th>{t("people.after")}</th></tr></thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={`${entry.at}${entry.action}${entry.subject}`}>
                  <td className="mono">{format.dateTime(entry.at)}</td>
                  <td className="strong">{entry.username}</td>
                  <td>{humanise(entry.action)}</td>
                  <td><span className="clip audit-cell" title={entry.subject}>{entry.subject}</span></td>
                  <td><span className="clip audit-cell" title={words(entry.before)}>{words(entry.before) || "–"}</span></td>
                  <td><span className="clip audit-cell" title={words(entry.after)}>{words(entry.after) || "–"}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
      {query.hasNextPage && <button type="button" className="button plain" onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</button>}
    </>
  );
}
