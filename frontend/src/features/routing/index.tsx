import { useWords } from "../../i18n";
import { Tabs } from "../../ui/tabs";
import { Interruptions } from "./interruptions";
import { Queues } from "./queues";
import { Workflows } from "./workflows";
import "./routing.css";

/** Who gets a call: queues with their rules, the workflows that lead to them, what may interrupt what. */
export default function RoutingPage() {
  const { t } = useWords();
  const tabs = [
    { key: "queues", title: t("routing.queues"), content: <Queues /> },
    { key: "workflows", title: t("routing.workflows"), content: <Workflows /> },
    { key: "interruptions", title: t("interruptions.title"), content: <Interruptions /> },
  ];
  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.routing")}</h1></div>
      <section className="panel"><Tabs tabs={tabs} label={t("nav.routing")} /></section>
    </div>
  );
}
