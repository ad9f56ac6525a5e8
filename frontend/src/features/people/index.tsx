import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Tabs, type Tab } from "../../ui/tabs";
import { AuditLog } from "./audit";
import { Roles } from "./roles";
import { Users } from "./users";
import "./people.css";

export default function PeoplePage() {
  const { t } = useWords();
  const { may } = useSession();
  const tabs: Tab[] = [
    { key: "users", title: t("people.users"), content: <Users /> },
    { key: "roles", title: t("people.roles"), content: <Roles /> },
    ...(may("audit.read") ? [{ key: "audit", title: t("people.audit"), content: <AuditLog /> }] : []),
  ];
  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.people")}</h1></div>
      <section className="panel"><Tabs tabs={tabs} label={t("nav.people")} /></section>
    </div>
  );
}
