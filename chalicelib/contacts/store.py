"""Reading and writing the summaries, and the log together with them.

`move` stages its events unconditionally (see event_store.py): the summary's own condition must refuse a
repeat.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.aws.tables import transaction
from chalicelib.contacts.event_store import stage
from chalicelib.contacts.events import Event, EventType
from chalicelib.contacts.hours import hour_of, hours_between
from chalicelib.contacts.records import ContactRecord
from chalicelib.contacts.summary import Contact, ContactState, LeaveType, NewContact
from chalicelib.problems import NotFound, TransactionLost

_LIVE = "1"
_CONDITION_FAILED = "ConditionalCheckFailedException"


def start(new: NewContact, now: datetime) -> Contact:
    """Begin a contact: its summary and `contact.started`, once. Returns it as it stands."""
    given = {f.name: getattr(new, f.name) for f in fields_of(new)}
    row = ContactRecord(**given, state=ContactState.IVR.value, started_at=now, hour=hour_of(now), live=_LIVE)
    data = {k: str(v) for k, v in given.items() if v and k in _STARTED} | {"overflow": new.is_overflow}
    begun = Event(f"{new.call_sid}:started", EventType.CONTACT_STARTED, now, new.contact_id, data=data)
    try:
        with transaction() as writes:
            writes.save(row, condition=ContactRecord.contact_id.does_not_exist())
            stage(writes, begun)
    except TransactionLost:
        return fetch(new.contact_id)
    return _contact(row)


def fetch(contact_id: str) -> Contact:
    """The summary; NotFound when there is none."""
    contact = find(contact_id)
    if contact is None:
        raise NotFound(f"no contact {contact_id}")
    return contact


def find(contact_id: str) -> Contact | None:
    """The summary, or None."""
    try:
        return _contact(ContactRecord.get(contact_id, consistent_read=True))
    except DoesNotExist:
        return None


def change(
    contact_id: str,
    *,
    if_state: Iterable[ContactState] | None = None,
    if_fields: Mapping[str, Any] | None = None,
    **changes: Any,
) -> bool:
    """Set fields of a summary (None takes one away). False when it is not in one of the states, or a
    field of `if_fields` differs, or there is no such contact; nothing is changed then."""
    try:
        ContactRecord(contact_id).update(actions=_actions(changes), condition=_condition(if_state, if_fields))
    except UpdateError as error:
        if error.cause_response_code == _CONDITION_FAILED:
            return False
        raise
    return True


def stage_change(
    writes: TransactWrite,
    contact_id: str,
    *,
    if_state: Iterable[ContactState] | None = None,
    if_fields: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """`change` as a part of the caller's transaction, which is lost when the condition fails."""
    writes.update(
        ContactRecord(contact_id), actions=_actions(changes), condition=_condition(if_state, if_fields)
    )


def move(
    contact_id: str,
    *events: Event,
    if_state: Iterable[ContactState],
    if_fields: Mapping[str, Any] | None = None,
    **changes: Any,
) -> bool:
    """Change the summary and append events, both or neither; False when the condition refused it.
    The change must make its own condition fail, so that a repeat writes nothing."""
    try:
        with transaction() as writes:
            stage_change(writes, contact_id, if_state=if_state, if_fields=if_fields, **changes)
            stage(writes, *events)
    except TransactionLost:
        return False
    return True


def live() -> list[Contact]:
    """The contacts whose caller is on the line, oldest first."""
    return [_contact(row) for row in ContactRecord.live_contacts.query(_LIVE)]


def contacts_between(start: datetime, end: datetime) -> list[Contact]:
    """The contacts that began in [start, end), oldest first."""
    rows = (
        row
        for hour in hours_between(start, end)
        for row in ContactRecord.by_hour.query(hour, ContactRecord.started_at >= start)
    )
    return [_contact(row) for row in rows if row.started_at < end]


def of_customer(customer_id: str, limit: int = 20) -> list[Contact]:
    """A customer's contacts, newest first."""
    rows = ContactRecord.by_customer.query(customer_id, scan_index_forward=False, limit=limit)
    return [_contact(row) for row in rows]


def of_number(number: str, limit: int = 20) -> list[Contact]:
    """The contacts of a telephone number, newest first."""
    rows = ContactRecord.by_number.query(number, scan_index_forward=False, limit=limit)
    return [_contact(row) for row in rows]


def of_agent(worker_sid: str, start: datetime, end: datetime) -> list[Contact]:
    """An agent's contacts that began in [start, end), oldest first."""
    rows = ContactRecord.by_worker.query(worker_sid, ContactRecord.started_at.between(start, end))
    return [_contact(row) for row in rows if row.started_at < end]


def newest(index: str, value: str, start: datetime, end: datetime) -> Iterator[Contact]:
    """Contacts of one index (`by_hour`, `by_customer`, `by_worker`, `by_number`) in [start, end], newest
    first, read page by page as they are asked for."""
    query: Callable[..., Iterator[ContactRecord]] = getattr(ContactRecord, index).query
    window = ContactRecord.started_at.between(start, end)
    return map(_contact, query(value, window, scan_index_forward=False))


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


def _contact(row: ContactRecord) -> Contact:
    values = {f.name: getattr(row, f.name) for f in fields_of(Contact)}
    values["state"] = ContactState(row.state)
    values["leave_type"] = LeaveType(row.leave_type) if row.leave_type else None
    values["enqueued"] = row.enqueued or {}
    values["hold_count"] = int(row.hold_count or 0)
    return Contact(**values)


def _actions(changes: Mapping[str, Any]) -> list[Any]:
    if changes.get("ended_at"):
        changes = {**changes, "live": None}
    return [_action(getattr(ContactRecord, name), value) for name, value in changes.items()]


def _action(attribute: Attribute[Any], value: Any) -> Any:
    return attribute.remove() if value is None else attribute.set(value)


def _condition(if_state: Iterable[ContactState] | None, if_fields: Mapping[str, Any] | None) -> Condition:
    condition: Condition = ContactRecord.contact_id.exists()
    if if_state is not None:
        condition &= ContactRecord.state.is_in(*[state.value for state in if_state])
    for name, value in (if_fields or {}).items():
        attribute = getattr(ContactRecord, name)
        condition &= attribute.does_not_exist() if value is None else attribute == value
    return condition
