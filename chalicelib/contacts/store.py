"""Contacts as summaries: begun, changed together with the log, read one by one and found by their keys."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import chain, islice
from typing import Any

from chalicelib.contacts import line_store
from chalicelib.contacts.events import Event, EventType
from chalicelib.contacts.hours import hour_of, hours_between
from chalicelib.contacts.lines import HEAD, Line, Story, contact_of, read, written
from chalicelib.contacts.records import LineRecord
from chalicelib.contacts.stories import story
from chalicelib.contacts.summary import Contact, ContactState, Direction, NewContact
from chalicelib.problems import NotFound
from chalicelib.values import dataclass

_LIVE = "1"
_PAGE = 25


def start(new: NewContact, now: datetime) -> Contact:
    """Begin a contact: its summary and `contact.started`, once. Returns it as it stands."""
    given = asdict(new)
    fields = {**given, "state": ContactState.IVR.value, "started_at": now}
    data = {k: str(v) for k, v in given.items() if v and k in _STARTED} | {"overflow": new.is_overflow}
    begun = Event(f"{new.call_sid}:started", EventType.CONTACT_STARTED, now, new.contact_id, data=data)
    row = LineRecord(
        new.contact_id,
        line_store.key_of(HEAD),
        line=written(Line((begun,), {k: v for k, v in fields.items() if v is not None}), new.contact_id),
        hour=hour_of(now),
        at=now,
        number=new.to_number if new.direction is Direction.OUTBOUND else new.from_number,
        customer_id=new.customer_id,
        live=_LIVE,
        is_outbound=new.direction is Direction.OUTBOUND or None,
        access=new.access if new.call_sid else None,
        gateway=new.gateway,
        span=new.span,
    )
    if not line_store.put_new(row):
        return fetch(new.contact_id)
    return contact_of(read(row.line, new.contact_id).changes)


def fetch(contact_id: str) -> Contact:
    """The summary; NotFound when there is none."""
    contact = find(contact_id)
    if contact is None:
        raise NotFound(f"no contact {contact_id}")
    return contact


def find(contact_id: str) -> Contact | None:
    """The summary, or None."""
    return story(contact_id).contact


def change(
    contact_id: str,
    *,
    if_state: Iterable[ContactState] | None = None,
    if_fields: Mapping[str, Any] | None = None,
    **changes: Any,
) -> bool:
    """Set fields of a summary (None takes one away). False when it is not in one of the states, or a
    field of `if_fields` differs, or there is no such contact; nothing is changed then."""
    return move(contact_id, if_state=if_state, if_fields=if_fields, **changes) is not None


def move(
    contact_id: str,
    *events: Event,
    if_state: Iterable[ContactState] | None = None,
    if_fields: Mapping[str, Any] | None = None,
    known: Story | None = None,
    **changes: Any,
) -> Story | None:
    """Change the summary and append events, both or neither, in one write; the contact after it, or None when
    the condition refused it. An event that is there already is left as it is. `known`: the contact as just
    read."""
    states = None if if_state is None else tuple(if_state)

    def decide(story: Story) -> Line | None:
        if not is_as(story, states, if_fields):
            return None
        return Line(story.new(events), news(story, changes))

    return line_store.write(contact_id, decide, known)


def is_as(story: Story, states: tuple[ContactState, ...] | None, if_fields: Mapping[str, Any] | None) -> bool:
    """Whether there is such a contact, in one of the states and with these fields."""
    contact = story.contact
    if contact is None or (states is not None and contact.state not in states):
        return False
    return all(getattr(contact, name) == value for name, value in (if_fields or {}).items())


def news(story: Story, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What of the changes is not so already."""
    return {name: value for name, value in changes.items() if getattr(story.contact, name) != value}


def live() -> list[Contact]:
    """The contacts whose caller is on the line, oldest first."""
    found: list[Contact] = []
    for row in LineRecord.live_contacts.query(_LIVE):
        known = story(row.subject)
        if known.contact and known.contact.is_live:
            found.append(known.contact)
        elif known.fields:
            line_store.file(known)  # whoever noted its end died before the head was told
    return found


@dataclass(frozen=True)
class Way:
    """By which way a caller who is on the line has come in, or has been called."""

    contact_id: str
    access: str
    gateway: str | None = None
    span: str | None = None


def ways_in_use() -> list[Way]:
    """The ways of the callers on the line, out of the index alone: asked with every call."""
    rows = LineRecord.live_contacts.query(_LIVE)
    # Who waits to be called back is on no line yet.
    return [Way(row.subject, row.access, row.gateway, row.span) for row in rows if row.access]


def contacts_between(start: datetime, end: datetime) -> list[Contact]:
    """The contacts that began in [start, end), oldest first."""
    hours = hours_between(start, end)
    rows = chain.from_iterable(LineRecord.by_hour.query(h, LineRecord.at >= start) for h in hours)
    return [contact for contact in _contacts(rows) if contact.started_at < end]


def begun_between(start: datetime, end: datetime) -> list[str]:
    """The ids of the contacts that began in [start, end), oldest first; out of the index alone."""
    head = line_store.key_of(HEAD)
    return [
        row.subject
        for hour in hours_between(start, end)
        for row in LineRecord.by_hour.query(hour, LineRecord.at.between(start, end))
        if row.key == head and row.at < end
    ]


def of_customer(customer_id: str, limit: int = 20, but: str | None = None) -> list[Contact]:
    """A customer's contacts, newest first, all `but` the one."""
    return _newest_of(LineRecord.by_customer, customer_id, limit, but)


def of_number(number: str, limit: int = 20, but: str | None = None) -> list[Contact]:
    """The contacts of a customer's telephone number, newest first, all `but` the one."""
    return _newest_of(LineRecord.by_number, number, limit, but)


def _newest_of(index: Any, value: str, limit: int, but: str | None) -> list[Contact]:
    rows = index.query(value, scan_index_forward=False, limit=limit + bool(but))
    return list(islice(_contacts(row for row in rows if row.subject != but), limit))


def of_agent(worker_sid: str, start: datetime, end: datetime) -> list[Contact]:
    """An agent's contacts that began in [start, end) and whose caller has left, oldest first."""
    rows = LineRecord.by_worker.query(worker_sid, LineRecord.at.between(start, end))
    return [contact for contact in _contacts(rows) if contact.started_at < end]


def newest(index: str, value: str, start: datetime, end: datetime) -> Iterator[Contact]:
    """Contacts of one index (`by_hour`, `by_customer`, `by_worker`, `by_number`) in [start, end], newest
    first, read page by page as they are asked for."""
    query: Callable[..., Iterator[LineRecord]] = getattr(LineRecord, index).query
    return _contacts(query(value, LineRecord.at.between(start, end), scan_index_forward=False))


def _contacts(found: Iterable[LineRecord]) -> Iterator[Contact]:
    """The contacts of index entries, in their order: a filed one from its head, another from its lines."""
    head = line_store.key_of(HEAD)
    ids = (row.subject for row in found if row.key == head)
    while page := list(islice(ids, _PAGE)):
        heads = {row.subject: row for row in LineRecord.batch_get([(one, head) for one in page])}
        for contact_id in page:
            row = heads.get(contact_id)
            if row is None:
                continue
            if row.filed is not None:
                yield contact_of(read(row.line, contact_id).changes)
            elif contact := find(contact_id):
                yield contact


_STARTED = frozenset(
    {
        "channel",
        "direction",
        "from_number",
        "to_number",
        "access",
        "trunk",
        "gateway",
        "span",
        "call_sid",
        "flow",
    }
)
