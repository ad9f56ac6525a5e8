import { useQuery } from "@tanstack/react-query";
import { fetchDispositions } from "../../api/desk";
import { inLanguage } from "../../business/texts";
import { useWords } from "../../i18n";
import { Answer } from "../../ui/answers";
import { useHotkeys, type Hotkeys } from "../../ui/hotkeys";

interface Props {
  queue: string | null;
  chosen: string | null;
  choose(code: string): void;
  isOff: boolean;
  hasKeys: boolean;
}

/** At most fifteen codes; the first nine answer to their number keys. */
export function Dispositions({ queue, chosen, choose, isOff, hasKeys }: Props) {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: ["dispositions", queue],
    queryFn: () => fetchDispositions(queue ?? ""),
    enabled: queue !== null,
    staleTime: 600_000,
  });
  const codes = query.data?.items.slice(0, 15) ?? [];
  const keys: Hotkeys = {};
  if (hasKeys && !isOff) codes.slice(0, 9).forEach(({ code }, at) => (keys[String(at + 1)] = () => choose(code)));
  useHotkeys(keys);
  if (queue === null) return null;
  return (
    <div role="radiogroup" aria-label={t("disposition.title")} className="dispositions">
      <h3>{t("disposition.title")} <span className="muted">({t("disposition.hint")})</span></h3>
      <Answer query={query} lines={2}>
        {() => (
          <div className="codes">
            {codes.length === 0 && <span className="muted">{t("disposition.none")}</span>}
            {codes.map(({ code, title }, at) => (
              <button key={code} type="button" role="radio" aria-checked={chosen === code} disabled={isOff} className={`button ${chosen === code ? "pressed" : ""}`} data-testid={`disposition-${code}`} onClick={() => choose(code)}>
                {at < 9 && <kbd>{at + 1}</kbd>}
                {inLanguage(title, language)}
              </button>
            ))}
          </div>
        )}
      </Answer>
    </div>
  );
}
