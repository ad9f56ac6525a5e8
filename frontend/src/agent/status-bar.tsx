import { useState } from "react";
import type { Activity } from "../api/types";
import { useWords } from "../i18n";
import { usePhone } from "../phone";
import { Icon } from "../ui/icon";
import { useHotkeys } from "../ui/hotkeys";
import { Menu } from "../ui/menu";
import { StateShape, toneOf } from "../ui/state";
import { Timer } from "../ui/timer";
import { useAgent } from "./agent";
import { PhoneChip } from "./phone-chip";

const ACTIVITIES: readonly Activity[] = ["ready", "busy", "short_break", "meeting", "offline"];
const ENGAGED = ["ringing", "on_contact", "wrap_up"];

/** My state with its running time; while on a contact the choice applies afterwards. */
export function StatusBar() {
  const { t, label } = useWords();
  const { desk, chooseActivity, chooseNext } = useAgent();
  const { state: phone } = usePhone();
  const [reason, setReason] = useState("");
  useHotkeys({ "ctrl+shift+KeyS": () => document.querySelector<HTMLElement>("[data-testid=activity-menu]")?.click() });

  const worker = desk?.worker;
  const isHeld = desk?.contact?.is_held ?? false;
  const state = phone.talking && worker?.state === "ringing" ? "on_contact" : (worker?.state ?? "offline");
  const shown = isHeld && state === "on_contact" ? "on_hold" : state;
  const isEngaged = ENGAGED.includes(state);

  const choose = (activity: Activity, close: () => void) => {
    close();
    setReason("");
    if (isEngaged) void chooseNext(worker?.next_activity === activity ? null : activity);
    else void chooseActivity(activity, reason.trim() || null);
  };

  return (
    <div className="agent-bar">
      <Menu
        label={t("activity.menu")}
        trigger={<><StateShape tone={toneOf(shown)} /><span>{label("state", shown)}</span><Timer since={worker?.since} testId="state-timer" /><Icon name="down" size={14} /></>}
        triggerProps={{ className: `button status-button tone-${toneOf(shown)}`, "data-testid": "activity-menu" }}
      >
        {(close) => (
          <>
            {isEngaged && <h3>{t("activity.nextHint")}</h3>}
            {ACTIVITIES.map((activity) => (
              <button key={activity} type="button" data-testid={`activity-${activity}`} data-active={(isEngaged ? worker?.next_activity : worker?.activity) === activity} onClick={() => choose(activity, close)}>
                <span className={`state tone-${toneOf(activity)}`}><StateShape tone={toneOf(activity)} /></span>
                {label("state", activity)}
                {isEngaged && worker?.next_activity === activity && <span className="push"><Icon name="check" size={14} /></span>}
              </button>
            ))}
            {!isEngaged && (
              <div className="activity-reason">
                <input className="input" value={reason} maxLength={100} placeholder={t("activity.reason")} aria-label={t("activity.reason")} onChange={(event) => setReason(event.target.value)} />
              </div>
            )}
          </>
        )}
      </Menu>
      <span className="sr-only" data-testid="agent-state" data-state={shown}>{label("state", shown)}</span>
      {worker?.next_activity && isEngaged && <span className="tag next-activity">{t("activity.next", { activity: label("state", worker.next_activity) })}</span>}
      <PhoneChip />
    </div>
  );
}
