import { lazy, Suspense, useState } from "react";
import { useAgent } from "../../agent/agent";
import { useWords } from "../../i18n";
import { sayMore } from "../../i18n/catalog";
import { Skeleton } from "../../ui/answers";

const WaitingList = lazy(async () => (await Promise.all([import("../line/waiting-list"), sayMore()]))[0]);

/** Who waits, shown when asked for: a desk that is only looked at asks the server for nothing more. */
export function WaitingBox() {
  const { t } = useWords();
  const { desk, expect } = useAgent();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="panel waiting-box" data-testid="waiting-box" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("waiting.title")}</summary>
      {isOpen && (
        <div className="body flush scroll">
          <Suspense fallback={<Skeleton lines={2} />}>
            <WaitingList canRing={desk?.worker.activity !== "offline"} onPicked={expect} />
          </Suspense>
        </div>
      )}
    </details>
  );
}
