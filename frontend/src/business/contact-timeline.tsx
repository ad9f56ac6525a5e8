import type { Happened } from "../api/types";
import { useWords } from "../i18n";
import { inLanguage } from "./texts";

/** The contact's latest events, newest first; they come with each news of the contact. */
export function ContactTimeline({ timeline }: { timeline: readonly Happened[] }) {
  const { t, language, format } = useWords();
  return (
    <section aria-label={t("pop.timeline")}>
      <h3>{t("pop.timeline")}</h3>
      <ol className="mini-timeline">
        {timeline.toReversed().map((event) => (
          <li key={event.key}><span className="muted">{format.clock(event.at)}</span> {inLanguage(event.title, language)}</li>
        ))}
      </ol>
    </section>
  );
}
