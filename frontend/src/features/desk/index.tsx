import { useAgent } from "../../agent/agent";
import { usePop } from "../../agent/use-pop";
import { usePhone } from "../../phone";
import { useWords } from "../../i18n";
import { Empty, Failure, Skeleton } from "../../ui/answers";
import { Icon } from "../../ui/icon";
import { ContactView } from "./contact-view";
import { focusOf } from "./focus";
import { NowColumn } from "./now-column";
import { PopColumn } from "./pop-column";
import "./desk.css";

/** The shift on one screen: what is now, the contact in the middle, the customer beside it. */
export default function DeskPage() {
  const { t } = useWords();
  const { desk, isFailed, error, reload, offers } = useAgent();
  const { state: phone } = usePhone();
  const focus = focusOf(desk, phone.talking, offers.current);
  const pop = usePop(focus?.contactId);
  if (!desk) return isFailed ? <Failure error={error} retry={reload} /> : <Skeleton lines={8} />;
  return (
    <div className="desk">
      <NowColumn focus={focus} pop={pop.data} />
      {focus ? (
        <ContactView key={focus.contactId} focus={focus} pop={pop.data} worker={desk.worker} />
      ) : (
        <section className="panel desk-middle desk-idle">
          <Empty title={<><Icon name="desk" size={32} /><br />{t("pop.idleTitle")}</>} hint={desk.worker.activity === "offline" ? t("now.offline") : t("pop.idleHint")} />
        </section>
      )}
      <PopColumn key={`pop-${focus?.contactId ?? "none"}`} focus={focus} pop={pop} />
    </div>
  );
}
