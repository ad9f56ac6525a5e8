import { Link } from "wouter";
import { useWords } from "../../i18n";
import { Answer } from "../../ui/answers";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/panel";
import WaitingList from "../line/waiting-list";
import { Agents } from "./agents";
import { Queues } from "./queues";
import { Tiles } from "./tiles";
import { Trunks } from "./trunks";
import { useFloor } from "./use-floor";
import "./floor.css";

/** The supervisor's floor: what needs attention first, then queues, trunks and people. */
export default function FloorPage() {
  const { t } = useWords();
  const query = useFloor();
  return (
    <div className="page floor">
      <div className="page-head">
        <h1>{t("nav.floor")}</h1>
        <Link href="/wall" className="button push"><Icon name="screen" />{t("floor.wall")}</Link>
      </div>
      <Answer query={query} lines={10}>
        {(floor) => (
          <>
            <Tiles floor={floor} />
            <div className="floor-columns">
              <div className="stack">
                <Trunks trunks={floor.trunks} />
                <Queues queues={floor.queues} at={floor.at} />
                <Panel title={t("waiting.title")} flush scroll className="floor-waiting" testId="floor-waiting"><WaitingList canRing={false} /></Panel>
              </div>
              <Agents agents={floor.agents} />
            </div>
          </>
        )}
      </Answer>
    </div>
  );
}
