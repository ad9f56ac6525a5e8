import { useWords } from "../i18n";

export type Rules = Readonly<Record<string, readonly string[]>>;

const USUAL = ["voice", "chat", "message", "email"];
export const channelsOf = (rules: Rules) => [...USUAL, ...Object.keys(rules).filter((channel) => !USUAL.includes(channel))];

interface Props {
  rules: Rules;
  /** The center's rules, where `rules` are an agent's exceptions to them. */
  usual?: Rules;
  isFixed?: boolean;
  change(rules: Rules): void;
}

/** What may be offered beside what: a row is what an agent has, a tick what may come beside it. */
export function InterruptionMatrix({ rules, usual, isFixed = false, change }: Props) {
  const { t, label } = useWords();
  const channels = channelsOf(usual ?? rules);
  const tick = (held: string, offered: string, isTicked: boolean) => {
    const now = rules[held] ?? [];
    change({ ...rules, [held]: isTicked ? [...now, offered] : now.filter((one) => one !== offered) });
  };
  const own = (held: string, isOwn: boolean) => {
    const { [held]: _, ...rest } = rules;
    change(isOwn ? { ...rest, [held]: usual?.[held] ?? [] } : rest);
  };
  return (
    <table className="table matrix" data-testid="interruptions">
      <thead>
        <tr>
          <th>{t("interruptions.while")}</th>
          {usual && <th>{t("interruptions.own")}</th>}
          {channels.map((channel) => <th key={channel} className="center">{t("interruptions.may", { channel: label("channel", channel) })}</th>)}
        </tr>
      </thead>
      <tbody>
        {channels.map((held) => {
          const isOwn = !usual || held in rules;
          const allowed = (isOwn ? rules[held] : usual?.[held]) ?? [];
          return (
            <tr key={held} data-held={held}>
              <th scope="row">{label("channel", held)}</th>
              {usual && <td><input type="checkbox" aria-label={`${t("interruptions.own")}: ${label("channel", held)}`} checked={isOwn} disabled={isFixed} onChange={(event) => own(held, event.target.checked)} /></td>}
              {channels.map((offered) => (
                <td key={offered} className="center">
                  {held === "voice" && offered === "voice"
                    ? <span className="muted" title={t("interruptions.never")}>–</span>
                    : <input type="checkbox" aria-label={t("interruptions.tick", { held: label("channel", held), offered: label("channel", offered) })} checked={allowed.includes(offered)} disabled={isFixed || !isOwn} onChange={(event) => tick(held, offered, event.target.checked)} />}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
