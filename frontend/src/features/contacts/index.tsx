import { useInfiniteQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useLocation, useSearchParams } from "wouter";
import { fetchContacts } from "../../api/contacts";
import type { Contact } from "../../api/types";
import { useQueueOptions } from "../../business/queues";
import { config } from "../../config";
import { useWords } from "../../i18n";
import { duration, phone } from "../../i18n/format";
import { Empty, Failure, Skeleton } from "../../ui/answers";
import { When } from "../../ui/copyable";
import { SelectField, TextField } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { StateMark } from "../../ui/state";
import { TableScroll } from "../../ui/table-scroll";
import { useAgentNames } from "./agent-names";
import { asRange } from "./range";

const FILTERS = ["from", "to", "phone", "queue", "agent", "has_recording"] as const;

export default function ContactsPage() {
  const { t, format } = useWords();
  const queues = useQueueOptions(["", t("common.all")]);
  const [params, setParams] = useSearchParams();
  const [, go] = useLocation();
  const names = useAgentNames();
  const value = (name: string) => params.get(name) ?? "";
  const asked = Object.fromEntries(FILTERS.map((name) => [name, value(name)]));
  const query = useInfiniteQuery({
    queryKey: ["contacts", asked],
    queryFn: ({ pageParam }) => {
      const { from = "", to = "", ...rest } = asked;
      return fetchContacts({ ...rest, ...asRange(from, to, format.today(), config().time_zone), cursor: pageParam, limit: 50 });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    refetchInterval: 20_000,
  });
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setParams(new URLSearchParams(FILTERS.map((name) => [name, String(data.get(name) ?? "")]).filter(([, text]) => text) as [string, string][]));
  };
  const contacts = query.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <div className="page">
      <div className="page-head"><h1>{t("nav.contacts")}</h1></div>
      <section className="panel">
        <form key={params.toString()} className="filters" onSubmit={search}>
          <TextField label={t("contacts.from")} name="from" type="date" defaultValue={value("from")} />
          <TextField label={t("contacts.to")} name="to" type="date" defaultValue={value("to")} />
          <TextField label={t("common.phone")} name="phone" defaultValue={value("phone")} inputMode="tel" />
          <SelectField label={t("common.queue")} name="queue" defaultValue={value("queue")} options={queues} />
          {names.length > 0 && <SelectField label={t("contacts.agent")} name="agent" defaultValue={value("agent")} options={[["", t("common.all")], ...names]} />}
          <SelectField label={t("contacts.recording")} name="has_recording" defaultValue={value("has_recording")} options={[["", t("common.all")], ["true", t("common.yes")], ["false", t("common.no")]]} />
          <button type="submit" className="button primary">{t("common.search")}</button>
          <button type="button" className="button" onClick={() => setParams(new URLSearchParams())}>{t("common.clear")}</button>
        </form>
        {query.isPending && <Skeleton lines={8} />}
        {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
        {query.data && (contacts.length === 0 ? <Empty title={t("contacts.none")} hint={t("contacts.noneHint")} /> : <ContactTable contacts={contacts} open={(one) => go(`/contacts/${one.contact_id}`)} />)}
        {query.hasNextPage && <button type="button" className="button plain" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</button>}
      </section>
    </div>
  );
}

function seconds(contact: Contact): string {
  const end = contact.ended_at ? Date.parse(contact.ended_at) : Date.now();
  return duration((end - Date.parse(contact.started_at)) / 1000);
}

function ContactTable({ contacts, open }: { contacts: readonly Contact[]; open(contact: Contact): void }) {
  const { t, label } = useWords();
  return (
    <TableScroll>
      <table className="table">
        <thead>
          <tr>
            <th>{t("common.time")}</th><th>{t("common.phone")}</th><th>{t("common.status")}</th><th>{t("common.queue")}</th><th>{t("contacts.agent")}</th>
            <th>{t("contacts.leave")}</th><th>{t("disposition.title")}</th><th className="number">{t("contacts.length")}</th><th>{t("contacts.recording")}</th>
          </tr>
        </thead>
        <tbody>
          {contacts.map((contact) => (
            <tr key={contact.contact_id} className="clickable" data-testid="contact-row" data-contact={contact.contact_id} onClick={() => open(contact)}>
              <td><a href={`#/contacts/${contact.contact_id}`} onClick={(event) => event.stopPropagation()}><When at={contact.started_at} /></a></td>
              <td>{phone(contact.from_number)}</td>
              <td><StateMark group="phase" state={contact.state} /></td>
              <td>{contact.queue ? label("queue", contact.queue) : "–"}</td>
              <td>{contact.agent_name ?? "–"}</td>
              <td>{label("leave", contact.leave_type)}</td>
              <td>{contact.disposition ? label("disposition", contact.disposition) : "–"}</td>
              <td className="number">{seconds(contact)}</td>
              <td>{contact.has_recording ? <span className="row"><Icon name="play" size={13} />{t("common.yes")}</span> : <span className="muted">{t("common.no")}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
