import { Component, type ReactNode } from "react";
import { useWords } from "../i18n";

function Broken() {
  const { t } = useWords();
  return (
    <div className="empty" role="alert">
      <p className="strong">{t("error.title")}</p>
      <p>{t("shell.newVersion")}</p>
      <button type="button" className="button" onClick={() => location.reload()}>{t("shell.reload")}</button>
    </div>
  );
}

/** A page that fails leaves the shell, and with it a running call, alive. */
export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}
