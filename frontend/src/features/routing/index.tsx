import { useWords } from "../../i18n";
import { Tabs } from "../../ui/tabs";
import { Interruptions } from "./interruptions";
import { Queues } from "./queues";
import { Trunks } from "./trunks";
import { Workflows } from "./workflows";
import "./routing.css";

/** Who gets a call: queues with their rules, the workflows that lead to them, what may interrupt what, and by which trunk calls go out. */
export default function RoutingPage() {
  const { t } = useWords();
  const tabs = [
    { key: "queues", title: t("routing.queues"), content: <Queues /> },
    { key: "workflows", title: t("routing.workflows"), content: <Workflows /> },
    { key: "interruptions", title: t("interruptions.title"), content: <Interruptions /> },
    { key: "trunks", title: t("trunks.title"), content: <Trunks /> },
  ];
  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.routing")}</h1></div>
      <section className="panel"><Tabs tabs={tabs} label={t("nav.routing")} /></section>
    </div>
  );
}
