import { lazy, Suspense, useState, type ReactNode } from "react";
import { AgentProvider } from "../../agent/agent";
import { OfferCard } from "../../agent/offer-card";
import { Lapsed } from "../../agent/lapsed";
import { PhoneFault } from "../../agent/phone-chip";
import { StatusBar } from "../../agent/status-bar";
import { useWords } from "../../i18n";
import { sayMore } from "../../i18n/catalog";
import { useLiveConnection, useLiveState } from "../../live";
import { PhoneProvider } from "../../phone";
import { useMyself, useSession } from "../../session/session";
import { useHotkeys } from "../../ui/hotkeys";
import { Rail } from "./rail";
import { useFreshSession } from "./fresh-session";
import { UserMenu } from "./user-menu";

const Search = lazy(async () => ({ default: (await import("./search")).Search }));
const Shortcuts = lazy(async () => (await Promise.all([import("./shortcuts"), sayMore()]))[0]);

export function Shell({ children }: { children: ReactNode }) {
  const { may } = useSession();
  const me = useMyself();
  const isAgent = may("desk.use") && me.worker_sid !== null;
  useFreshSession();
  useLiveConnection(isAgent || may("floor.view") || may("reports.view"));
  if (!isAgent) return <Frame>{children}</Frame>;
  return (
    <PhoneProvider owner={me.user_id}>
      <AgentProvider>
        <Frame isAgent>{children}</Frame>
      </AgentProvider>
    </PhoneProvider>
  );
}

function Frame({ isAgent = false, children }: { isAgent?: boolean; children: ReactNode }) {
  const { t } = useWords();
  const [hasHelp, setHelp] = useState(false);
  useHotkeys({
    "?": () => setHelp(true),
    "/": () => document.querySelector<HTMLElement>("#global-search")?.focus(),
  });
  return (
    <div className="shell">
      <a className="button skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById("content")?.focus(); }}>{t("shell.skip")}</a>
      <Rail />
      <header className="topbar">
        {isAgent && <StatusBar />}
        <Suspense fallback={<div className="search" />}><Search /></Suspense>
        <UserMenu onHelp={() => setHelp(true)} />
      </header>
      <main id="content" tabIndex={-1}>
        {isAgent && <><PhoneFault /><Lapsed /></>}
        {children}
      </main>
      {isAgent && <OfferCard />}
      <LiveStrip isAgent={isAgent} />
      {hasHelp && <Suspense fallback={null}><Shortcuts isAgent={isAgent} onClose={() => setHelp(false)} /></Suspense>}
    </div>
  );
}

/** Says so when live news stops; short blips stay silent. */
function LiveStrip({ isAgent }: { isAgent: boolean }) {
  const { t } = useWords();
  const state = useLiveState();
  return (
    <div className="live-slot" role="status">
      {state !== "open" && <span className="tag tone-wrap live-strip">{t(isAgent ? "shell.offlineAgent" : "shell.offlineLive")}</span>}
    </div>
  );
}
