import { useState } from "react";
import type { Floor } from "../../api/types";
import { useWords } from "../../i18n";
import { duration } from "../../i18n/format";
import { StateShape } from "../../ui/state";
import { useNow } from "../../ui/timer";

/** What the floor is run by; a figure past its target says so by shape and words as well as colour. */
const TARGETS = { service_level: 0.8, waiting: 5, longest_wait_seconds: 60, abandoned_share: 0.05, agents_ready: 1 };

interface Figure {
  key: "serviceLevel" | "waiting" | "longestWait" | "abandoned" | "agents";
  value: string;
  target: string;
  isBreached: boolean;
  formula: string;
}

function useFigures({ tiles, at }: Floor): Figure[] {
  const { t, format } = useWords();
  const now = useNow();
  const sinceSnapshot = tiles.waiting > 0 ? Math.max(0, (now - Date.parse(at)) / 1000) : 0;
  const longest = tiles.longest_wait_seconds + sinceSnapshot;
  const lost = tiles.calls_today > 0 ? tiles.abandoned_today / tiles.calls_today : 0;
  const seconds = tiles.service_level_seconds;
  return [
    { key: "serviceLevel", value: tiles.service_level_of_inbound === null ? "–" : format.percent(tiles.service_level_of_inbound), target: t("floor.target.serviceLevel", { share: format.percent(TARGETS.service_level), seconds }), isBreached: tiles.service_level_of_inbound !== null && tiles.service_level_of_inbound < TARGETS.service_level, formula: t("floor.formula.serviceLevel", { seconds }) },
    { key: "waiting", value: format.number(tiles.waiting), target: t("floor.target.atMost", { value: TARGETS.waiting }), isBreached: tiles.waiting > TARGETS.waiting, formula: t("floor.formula.waiting") },
    { key: "longestWait", value: duration(longest), target: t("floor.target.atMost", { value: duration(TARGETS.longest_wait_seconds) }), isBreached: longest > TARGETS.longest_wait_seconds, formula: t("floor.formula.longestWait") },
    { key: "abandoned", value: format.number(tiles.abandoned_today), target: t("floor.target.abandoned", { share: format.percent(lost), most: format.percent(TARGETS.abandoned_share) }), isBreached: lost > TARGETS.abandoned_share, formula: t("floor.formula.abandoned") },
    { key: "agents", value: `${format.number(tiles.agents_ready)} / ${format.number(tiles.agents_total)}`, target: t("floor.target.atLeast", { value: TARGETS.agents_ready }), isBreached: tiles.agents_ready < TARGETS.agents_ready, formula: t("floor.formula.agents") },
  ];
}

export function Tiles({ floor, isWall = false }: { floor: Floor; isWall?: boolean }) {
  const { t } = useWords();
  const [asked, ask] = useState<string | null>(null);
  const figures = useFigures(floor);
  return (
    <div className={`tiles ${isWall ? "wall-tiles" : ""}`} data-testid="floor-tiles">
      {figures.map((figure) => (
        <button key={figure.key} type="button" className={`tile ${figure.isBreached ? "tone-breach" : ""}`} aria-expanded={asked === figure.key} title={figure.formula} onClick={() => ask(asked === figure.key ? null : figure.key)}>
          <span className="tile-title">{t(`floor.tile.${figure.key}`)}</span>
          <span className="tile-value">{figure.value}</span>
          <span className="tile-target">
            {figure.isBreached && <><StateShape tone="breach" /> {t("state.breach")} · </>}
            {asked === figure.key ? figure.formula : figure.target}
          </span>
        </button>
      ))}
    </div>
  );
}
