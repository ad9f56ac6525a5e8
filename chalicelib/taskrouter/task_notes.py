"""What is noted of a task that a program made, beside what routing keeps of it."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from chalicelib.routing import Task, is_foreign
from chalicelib.taskrouter import store
from chalicelib.taskrouter.channels import Channel, channel_named
from chalicelib.web.twilio_api import iso_date

# A task is over after its time at the latest, and may be fetched for some days then.
_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class TaskNote:
    """When it was really made, however early it is said to have begun; the channel and the target that were
    asked for by name."""

    created_at: str
    updated_at: str
    timeout_seconds: int
    channel: str
    routing_target: str | None = None


def keep(sid: str, note: TaskNote, now: datetime) -> None:
    """Keep a task's note."""
    until = now + timedelta(seconds=note.timeout_seconds) + _KEPT
    store.put_task_note(sid, asdict(note), until)


def touch(task: Task, now: datetime) -> None:
    """A client has changed the task."""
    if is_foreign(task.contact_id):
        keep(task.sid, replace(note_of(task), updated_at=str(iso_date(now))), now)


def note_of(task: Task) -> TaskNote:
    """A task's note; of a caller of ours, or of a task that is too old, what its own fields say."""
    body = store.task_note(task.sid) if is_foreign(task.contact_id) else {}
    if body:
        return TaskNote(**body)
    begun = str(iso_date(task.enqueued_at))
    timeout = int((task.expires_at - task.enqueued_at).total_seconds())
    return TaskNote(begun, begun, timeout, task.channel)


def channel_of(task: Task) -> Channel:
    """The channel that a task was made for, by the name that was used."""
    return channel_named(note_of(task).channel)
