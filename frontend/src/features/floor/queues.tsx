import type { FloorQueue } from "../../api/types";
import { inLanguage } from "../../business/texts";
import { useWords } from "../../i18n";
import { duration } from "../../i18n/format";
import { Panel } from "../../ui/panel";
import { StateShape } from "../../ui/state";
import { useNow } from "../../ui/timer";

const TARGET = 0.8;

export function Queues({ queues, at }: { queues: readonly FloorQueue[]; at: string }) {
  const { t, language, format } = useWords();
  const aged = Math.max(0, (useNow() - Date.parse(at)) / 1000);
  return (
    <Panel title={t("floor.queues")} flush scroll testId="floor-queues">
      <table className="table">
        <thead>
          <tr>
            <th>{t("common.queue")}</th>
            <th className="number">{t("floor.waiting")}</th>
            <th className="number">{t("floor.oldest")}</th>
            <th className="number">{t("floor.agents")}</th>
            <th className="number">{t("floor.serviceLevel")}</th>
            <th className="number">{t("floor.answered")}</th>
            <th className="number">{t("floor.abandoned")}</th>
            <th className="number">{t("floor.rona")}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => {
            const longest = queue.waiting > 0 ? queue.longest_wait_seconds + aged : 0;
            const isLate = longest > queue.service_level_seconds;
            const isLow = queue.service_level_of_inbound !== null && queue.service_level_of_inbound < TARGET;
            return (
              <tr key={queue.name} data-queue={queue.name} data-waiting={queue.waiting}>
                <td className="strong">{inLanguage(queue.title, language)}</td>
                <td className="number strong">{queue.waiting}</td>
                <td className={`number ${isLate ? "breach" : ""}`}>{isLate && <StateShape tone="breach" />} {queue.waiting > 0 ? duration(longest) : "–"}</td>
                <td className={`number ${queue.agents_ready === 0 && queue.waiting > 0 ? "breach" : ""}`}>{queue.agents_ready} / {queue.agents_total}</td>
                <td className={`number ${isLow ? "breach" : ""}`}>{isLow && <StateShape tone="breach" />} {queue.service_level_of_inbound === null ? "–" : format.percent(queue.service_level_of_inbound)}</td>
                <td className="number">{queue.answered_today} / {queue.entered_today}</td>
                <td className="number">{queue.abandoned_today}</td>
                <td className="number">{queue.rona_today}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
