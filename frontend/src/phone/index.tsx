import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { useWords } from "../i18n";
import { Softphone, type View } from "./softphone";
import { OFF, statusOf, type PhoneStatus } from "./state";

export type { PhoneStatus } from "./state";

interface PhoneContextValue extends View {
  softphone: Softphone | null;
  status: PhoneStatus;
}

const NOTHING: View = { state: OFF, leadership: "asking" };
const PhoneContext = createContext<PhoneContextValue>({ ...NOTHING, softphone: null, status: "offline" });

/** Owns the softphone for as long as the person `owner` is signed in at this tab. */
export function PhoneProvider({ owner, children }: { owner: string | null; children: ReactNode }) {
  const [softphone, setSoftphone] = useState<Softphone | null>(null);
  useEffect(() => {
    if (!owner) return;
    const mine = new Softphone(owner);
    // The softphone is an outside thing with a life of its own: it begins and ends with this effect.
    // oxlint-disable-next-line react/set-state-in-effect
    setSoftphone(mine);
    return () => {
      mine.close();
      setSoftphone(null);
    };
  }, [owner]);
  const view = useSyncExternalStore(softphone?.subscribe ?? never, softphone?.snapshot ?? nothing);
  const status = statusOf(view.state);
  useLeaveGuard(view.leadership === "leader" && (status === "ringing" || status === "talking"));
  const value = useMemo(() => ({ ...view, softphone, status }), [view, softphone, status]);
  return <PhoneContext value={value}>{children}</PhoneContext>;
}

const never = () => () => undefined;
const nothing = () => NOTHING;

/** The browser asks before a tab with a live call is closed or reloaded. */
function useLeaveGuard(isOn: boolean): void {
  const { t } = useWords();
  useEffect(() => {
    if (!isOn) return;
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
      event.returnValue = t("desk.leave");
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isOn, t]);
}

export const usePhone = () => use(PhoneContext);
