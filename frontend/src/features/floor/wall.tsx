import { Link } from "wouter";
import { inLanguage } from "../../business/texts";
import { useWords } from "../../i18n";
import { useLiveConnection } from "../../live";
import { Answer } from "../../ui/answers";
import { Tiles } from "./tiles";
import { useFloor } from "./use-floor";
import "./floor.css";

/** Six figures for a screen across the room: no controls but the way back. */
export default function WallView() {
  const { t, language } = useWords();
  useLiveConnection(true);
  const query = useFloor();
  return (
    <div className="wall">
      <Answer query={query}>
        {(floor) => (
          <>
            <Tiles floor={floor} isWall />
            <div className="wall-queues">
              {floor.queues.map((queue) => (
                <div key={queue.name} className={`tile ${queue.waiting > 0 && queue.agents_ready === 0 ? "tone-breach" : ""}`}>
                  <span className="tile-title">{inLanguage(queue.title, language)}</span>
                  <span className="tile-value">{queue.waiting}</span>
                  <span className="tile-target">{t("floor.wallQueue", { ready: queue.agents_ready, total: queue.agents_total })}</span>
                </div>
              ))}
            </div>
          </>
        )}
      </Answer>
      <Link href="/floor" className="wall-back">{t("common.back")}</Link>
    </div>
  );
}
