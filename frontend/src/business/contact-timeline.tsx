import { useQuery } from "@tanstack/react-query";
import { fetchContact } from "../api/contacts";
import { inLanguage } from "./texts";
import { useWords } from "../i18n";
import { useLiveMessages } from "../live";
import { Answer } from "../ui/answers";

/** The contact's events so far, newest first. */
export function ContactTimeline({ contactId }: { contactId: string }) {
  const { t, language, format } = useWords();
  const query = useQuery({ queryKey: ["contact", contactId], queryFn: () => fetchContact(contactId) });
  useLiveMessages((message) => {
    if (message.type === "contact") void query.refetch();
  });
  return (
    <section aria-label={t("pop.timeline")}>
      <h3>{t("pop.timeline")}</h3>
      <Answer query={query} lines={3}>
        {({ timeline }) => (
          <ol className="mini-timeline">
            {timeline.toReversed().slice(0, 12).map((event) => (
              <li key={event.key}><span className="muted">{format.clock(event.at)}</span> {inLanguage(event.title, language)}</li>
            ))}
          </ol>
        )}
      </Answer>
    </section>
  );
}
