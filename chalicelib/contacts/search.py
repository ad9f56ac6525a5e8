"""Finding contacts: the best index for the question, newest first, a page at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from chalicelib.contacts.hours import hours_between
from chalicelib.contacts.store import newest
from chalicelib.contacts.summary import Contact, ContactState, LeaveType
from chalicelib.problems import Invalid
from chalicelib.values import dataclass

LONGEST_RANGE = timedelta(days=31)


@dataclass(frozen=True)
class ContactQuery:
    """Contacts that began in [start, end) and pass every filter that is given."""

    start: datetime
    end: datetime
    worker_sid: str | None = None
    queue: str | None = None
    phone: str | None = None
    customer_id: str | None = None
    state: ContactState | None = None
    leave_type: LeaveType | None = None
    disposition: str | None = None
    has_recording: bool | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True)
class Page:
    """One page; `next_cursor` is None on the last."""

    items: tuple[Contact, ...]
    next_cursor: str | None


def search(query: ContactQuery) -> Page:
    """Newest first. The range may be 31 days at most, unless a customer or number narrows it."""
    matching = (c for c in _after_cursor(query) if matches(query, c))
    items = tuple(islice(matching, query.limit + 1))
    page = items[: query.limit]
    return Page(page, _cursor_of(page[-1]) if len(items) > query.limit else None)


def matches(query: ContactQuery, contact: Contact) -> bool:
    """Whether a contact passes every filter."""
    wanted = (
        (query.worker_sid, contact.worker_sid),
        (query.queue, contact.queue),
        (query.phone, contact.from_number),
        (query.customer_id, contact.customer_id),
        (query.state, contact.state),
        (query.leave_type, contact.leave_type),
        (query.disposition, contact.disposition),
        (query.has_recording, contact.has_recording),
    )
    in_range = query.start <= contact.started_at < query.end
    return in_range and all(asked is None or asked == found for asked, found in wanted)


def _after_cursor(query: ContactQuery) -> Iterator[Contact]:
    if query.cursor is None:
        return _candidates(query, query.end)
    started, contact_id = _read_cursor(query.cursor)
    later = (started, contact_id)
    return (c for c in _candidates(query, started) if (c.started_at, c.contact_id) < later)


def _candidates(query: ContactQuery, end: datetime) -> Iterator[Contact]:
    if query.customer_id:
        return _ordered(newest("by_customer", query.customer_id, query.start, end))
    if query.phone:
        return _ordered(newest("by_number", query.phone, query.start, end))
    if query.end - query.start > LONGEST_RANGE:
        raise Invalid("The range may be 31 days at most.", field="to", rule="range")
    if query.worker_sid:
        return _ordered(newest("by_worker", query.worker_sid, query.start, end))
    hours = reversed(list(hours_between(query.start, end + timedelta(milliseconds=1))))
    return (c for hour in hours for c in _ordered(newest("by_hour", hour, query.start, end)))


def _ordered(found: Iterator[Contact]) -> Iterator[Contact]:
    """Contacts of one instant by falling id, so that a cursor can stand between two of them."""
    same: list[Contact] = []
    for contact in found:
        if same and contact.started_at != same[0].started_at:
            yield from _by_id(same)
            same = []
        same.append(contact)
    yield from _by_id(same)


def _by_id(same: list[Contact]) -> list[Contact]:
    return sorted(same, key=lambda contact: contact.contact_id, reverse=True)


def _cursor_of(contact: Contact) -> str:
    return f"{contact.started_at.isoformat()}~{contact.contact_id}"


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    started, _, contact_id = cursor.partition("~")
    try:
        at = datetime.fromisoformat(started)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not contact_id:
        raise Invalid("This page does not exist.", field="cursor", rule="cursor")
    return at, contact_id
