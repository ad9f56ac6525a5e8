import { useWords } from "../i18n";
import { Icon } from "../ui/icon";
import { useAgent } from "./agent";

/** After the agent was missed: what happened meanwhile, and one press to be back. */
export function Lapsed() {
  const { t, format } = useWords();
  const { desk, chooseActivity } = useAgent();
  const worker = desk?.worker;
  if (worker?.activity !== "offline" || worker.reason !== "lease_expired") return null;
  return (
    <div className="banner tone-wrap lapsed" role="alert" data-testid="lapsed">
      <Icon name="warning" />
      <div className="grow">{t("lapsed.told", { time: format.time(worker.since) })}</div>
      <button type="button" className="button" data-testid="lapsed-ready" onClick={() => void chooseActivity("ready", null)}>{t("lapsed.ready")}</button>
    </div>
  );
}
