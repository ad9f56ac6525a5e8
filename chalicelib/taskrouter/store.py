"""Notes on definitions, events that wait for their callback, and marks that something was done once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.aws.tables import iso
from chalicelib.taskrouter.records import TaskRouterRecord

_KEPT = timedelta(days=3)
_EVENTS_KEPT = timedelta(days=31)
_REFUSED = "ConditionalCheckFailedException"


class Kind(StrEnum):
    """What a note is about."""

    WORKSPACE = "workspace"
    ACTIVITY = "activity"
    QUEUE = "queue"
    WORKFLOW = "workflow"
    WORKER = "worker"
    CHANNEL = "channel"


def note_of(kind: Kind, sid: str, *, is_consistent: bool = True) -> dict[str, Any]:
    """What is noted of one thing; empty when nothing is. At half the price it may lag a moment."""
    try:
        return dict(TaskRouterRecord.get(_notes(kind), sid, consistent_read=is_consistent).body)
    except DoesNotExist:
        return {}


def notes(kind: Kind) -> dict[str, dict[str, Any]]:
    """Every note of a kind, by sid."""
    rows = TaskRouterRecord.query(_notes(kind), consistent_read=True)
    return {row.sk: dict(row.body) for row in rows}


def put_note(kind: Kind, sid: str, body: Mapping[str, Any]) -> None:
    """Keep a note, instead of the one before."""
    TaskRouterRecord(_notes(kind), sid, body=dict(body)).save()


def change_note(kind: Kind, sid: str, **changes: Any) -> dict[str, Any]:
    """Change some of a note; the whole as it is now."""
    body = {**note_of(kind, sid), **changes}
    put_note(kind, sid, body)
    return body


def forget_note(kind: Kind, sid: str) -> None:
    """Forget a note, there or not."""
    TaskRouterRecord(_notes(kind), sid).delete()


def put_task_note(sid: str, body: Mapping[str, Any], until: datetime) -> None:
    """Keep what is noted of a task, until then."""
    TaskRouterRecord(_task(sid), "note", body=dict(body), forgotten_at=until).save()


def task_note(sid: str) -> dict[str, Any]:
    """What is noted of a task; empty when nothing is."""
    try:
        return dict(TaskRouterRecord.get(_task(sid), "note", consistent_read=True).body)
    except DoesNotExist:
        return {}


def mark_once(name: str, now: datetime) -> bool:
    """Remember for some days that this was done; False when it was remembered before."""
    row = TaskRouterRecord("marks#" + name, "done", forgotten_at=now + _KEPT)
    try:
        row.save(condition=TaskRouterRecord.pk.does_not_exist())
    except PutError as error:
        if error.cause_response_code != _REFUSED:
            raise
        return False
    return True


def is_marked(name: str) -> bool:
    """Whether this was done."""
    try:
        TaskRouterRecord.get("marks#" + name, "done", consistent_read=True)
    except DoesNotExist:
        return False
    return True


def keep_event(at: str, sid: str, body: Mapping[str, Any], now: datetime) -> None:
    """Keep an event that no log has, for as long as anybody may ask for it."""
    row = TaskRouterRecord(_events(at), f"{at}#{sid}", body=dict(body), forgotten_at=now + _EVENTS_KEPT)
    row.save()


def kept_events(start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Those in [start, end), the oldest first; a query per day."""
    first, last = iso(start), iso(end)
    days = [start + timedelta(days=number) for number in range((end.date() - start.date()).days + 1)]
    within = TaskRouterRecord.sk.between(first, last)
    rows = [row for day in days for row in TaskRouterRecord.query(_events(iso(day)), within)]
    return [dict(row.body) for row in rows if row.sk < last]


def put_out(subject: str, order: str, body: Mapping[str, Any], now: datetime) -> None:
    """Lay an event out for its callback; the same one again changes nothing."""
    TaskRouterRecord(_outbox(subject), order, body=dict(body), forgotten_at=now + _KEPT).save()


def waiting_out(subject: str) -> list[tuple[str, dict[str, Any]]]:
    """A subject's events that wait for their callback, in order."""
    rows = TaskRouterRecord.query(_outbox(subject), consistent_read=True)
    return [(row.sk, dict(row.body)) for row in rows]


def count_attempt(subject: str, order: str, body: Mapping[str, Any], attempts: int) -> None:
    """Remember that an event was not taken, however often."""
    row = TaskRouterRecord(_outbox(subject), order)
    row.update(actions=[TaskRouterRecord.body.set({**body, "attempts": attempts})])


def taken(subject: str, order: str) -> None:
    """An event has been told, or given up."""
    TaskRouterRecord(_outbox(subject), order).delete()


def claim(subject: str, until: datetime, now: datetime) -> bool:
    """Take the right to tell a subject's events until then; False while another has it."""
    row = TaskRouterRecord(_claims(subject), "claim", claimed_until=until, forgotten_at=now + _KEPT)
    free = TaskRouterRecord.pk.does_not_exist() | (TaskRouterRecord.claimed_until <= now)
    try:
        row.save(condition=free)
    except PutError as error:
        if error.cause_response_code != _REFUSED:
            raise
        return False
    return True


def release(subject: str) -> None:
    """Give the right back."""
    TaskRouterRecord(_claims(subject), "claim").delete()


def _claims(subject: str) -> str:
    return f"claims#{subject}"


def _task(sid: str) -> str:
    return f"task#{sid}"


def _events(at: str) -> str:
    return f"events#{at[:10]}"


def _notes(kind: Kind) -> str:
    return f"notes#{kind}"


def _outbox(subject: str) -> str:
    return f"outbox#{subject}"
