import type { Pop } from "../../api/types";
import { useWords } from "../../i18n";
import { Icon } from "../../ui/icon";

/** What the caller pressed and said on the way to the agent. */
export function CallPath({ pop }: { pop: Pop | undefined }) {
  const { t } = useWords();
  const steps = pop?.keys ? pop.keys.split(",") : (pop?.collected ?? []);
  return (
    <div className="call-path" data-testid="call-path">
      <h3>{t("path.title")}</h3>
      {pop && steps.length === 0 && <span className="muted">{t("path.none")}</span>}
      {steps.map((step, at) => (
        // The same key may be pressed twice: its place is its identity.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={at} className="path-step">
          {at > 0 && <Icon name="right" size={12} />}
          <span className="tag">{step}</span>
        </span>
      ))}
    </div>
  );
}
