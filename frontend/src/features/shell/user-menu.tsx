import { useLeave } from "../../agent/agent";
import { config } from "../../config";
import { saveOwnLanguage } from "../../api/session";
import { useWords } from "../../i18n";
import { useMyself, useSession } from "../../session/session";
import { Icon } from "../../ui/icon";
import { Menu } from "../../ui/menu";
import { setTheme, useTheme, type Theme } from "../../ui/theme";

const THEMES = [["light", "sun"], ["dark", "moon"], ["system", "screen"]] as const satisfies readonly (readonly [Theme, string])[];

export function UserMenu({ onHelp }: { onHelp(): void }) {
  const { t, label, language, setLanguage } = useWords();
  const { signOut } = useSession();
  const leave = useLeave();
  const me = useMyself();
  const theme = useTheme();
  const other = language === "en" ? "zh-CN" : "en";
  const switchLanguage = () => {
    setLanguage(other);
    // Only a preference: the page has changed already, a failure costs nothing now.
    void saveOwnLanguage(other).catch(() => undefined);
  };
  const goHome = async () => {
    if (!leave || (await leave())) signOut();
  };
  return (
    <div className="row">
      <button type="button" className="button plain icon" aria-label={t("shell.shortcuts")} title={`${t("shell.shortcuts")} (?)`} onClick={onHelp}><Icon name="help" /></button>
      <button type="button" className="button plain" data-testid="language" title={t("shell.switchLanguage")} onClick={switchLanguage}>{language === "en" ? "中" : "EN"}</button>
      <Menu
        align="end"
        label={t("shell.user")}
        triggerProps={{ className: "button plain user-button", "data-testid": "user-menu" }}
        trigger={<><span className="avatar" aria-hidden="true">{me.name.slice(0, 1)}</span><span className="user-name clip">{me.name}</span><Icon name="down" size={14} /></>}
      >
        {(close) => (
          <>
            <h3>{me.name} · {label("role", me.role)}</h3>
            {THEMES.map(([name, icon]) => (
              <button key={name} type="button" data-active={theme === name} onClick={() => { setTheme(name); close(); }}>
                <Icon name={icon} />
                {t(`shell.theme.${name}`)}
              </button>
            ))}
            <hr />
            {config().call_us_url && <a href={config().call_us_url ?? ""} target="_blank" rel="noreferrer"><Icon name="phone" />{t("shell.callUs")}</a>}
            <button type="button" data-testid="sign-out" onClick={() => { close(); void goHome(); }}><Icon name="right" />{t("shell.signOut")}</button>
          </>
        )}
      </Menu>
    </div>
  );
}
