"""The center's log in TaskRouter's words: which of its events each of ours is (pure).

One of ours may be several there: a completed reservation completes its task too. Their order is the order in
which TaskRouter tells them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.contacts import Event, EventType
from chalicelib.problems import Invalid
from chalicelib.taskrouter.sids import event_sid

_RESERVATION = {
    EventType.RESERVATION_CREATED: "created",
    EventType.RESERVATION_ACCEPTED: "accepted",
    EventType.RESERVATION_REJECTED: "rejected",
    EventType.RESERVATION_TIMEOUT: "timeout",
    EventType.RESERVATION_CANCELED: "canceled",
    EventType.RESERVATION_WRAPPING: "wrapup",
    EventType.RESERVATION_COMPLETED: "completed",
}
_TASK_TOO = {
    EventType.RESERVATION_WRAPPING: "task.wrapup",
    EventType.RESERVATION_COMPLETED: "task.completed",
}
_CHANGED = ("created", "updated", "deleted")
TYPES = (
    "task.created",
    "task.updated",
    "task.canceled",
    "task.wrapup",
    "task.completed",
    "workflow.entered",
    "task-queue.entered",
    "task-queue.moved",
    "task-queue.timeout",
    *(f"reservation.{what}" for what in (*_RESERVATION.values(), "rescinded")),
    "worker.activity.update",
    # told by `changes`
    "task.deleted",
    *(f"{what}.{how}" for what in ("activity", "task-channel", "workflow", "workspace") for how in _CHANGED),
    "task-queue.created",
    "task-queue.deleted",
    "task-queue.expression.updated",
    "worker.created",
    "worker.deleted",
    "worker.attributes.update",
    "worker.capacity.update",
    "worker.channel.availability.update",
)
# TaskRouter has these too; a filter may name them, but nothing here is one of them.
_NEVER = (
    "reservation.failed",
    "task.system-deleted",
    *(f"task.transfer-{what}" for what in ("initiated", "attempt-failed", "failed", "canceled", "completed")),
    "workflow.target-matched",
    "workflow.timeout",
    "workflow.skipped",
)
# Ours that TaskRouter has no word for are not told.
SOURCES = frozenset(
    {
        EventType.TASK_CREATED,
        EventType.TASK_CANCELED,
        EventType.QUEUE_ENTERED,
        EventType.QUEUE_LEFT,
        EventType.AGENT_ACTIVITY,
        *_RESERVATION,
    }
)
_MOVED = ":step-"
_STILL_THERE = ("answered", "callback")


@dataclass(frozen=True)
class Told:
    """One event as TaskRouter would tell it; `source` is the log's own."""

    sid: str
    type: str
    resource_type: str
    resource_sid: str
    source: Event

    @property
    def description(self) -> str:
        """The sentence that TaskRouter puts beside an event."""
        happened = self.type.rpartition(".")[2]
        return f"{self.resource_type.capitalize()} {self.resource_sid} {happened}"


def told(event: Event) -> list[Told]:
    """What TaskRouter would tell of one of our events; nothing of most."""
    return [
        Told(event_sid(event.at, event.subject, event.key, kind), kind, resource, sid, event)
        for kind, resource, sid in _kinds(event)
        if sid
    ]


def task_of(event: Event) -> str | None:
    """The task an event is about: named in it, or at the beginning of its key."""
    named = event.data.get("task_sid")
    if named:
        return str(named)
    begins = event.key.partition(":")[0]
    return begins if begins.startswith("WT") else None


def kind_of(event: Event) -> str | None:
    """What befell a reservation. One that another worker was quicker to take is rescinded: the log keeps that
    as a kind of canceling."""
    if event.type is EventType.RESERVATION_CANCELED and event.key.endswith(":rescinded"):
        return "rescinded"
    return _RESERVATION.get(event.type)


def is_canceled(event: Event) -> bool:
    """Whether a task ended here without a worker."""
    if event.type is EventType.TASK_CANCELED:
        return True
    is_left = event.type is EventType.QUEUE_LEFT and _MOVED not in event.key
    return is_left and event.data.get("outcome") not in _STILL_THERE


def is_moved(event: Event) -> bool:
    """Whether a workflow moved a task on to another queue here."""
    return event.type is EventType.QUEUE_ENTERED and _MOVED in event.key


def require_types(text: str) -> list[str]:
    """The types of an events filter, `task.created,reservation.timeout`; Invalid for one there is not."""
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    for kind in wanted:
        if not any(is_of(known, kind) for known in (*TYPES, *_NEVER)):
            raise Invalid(f"The event type {kind} is not supported", field="EventsFilter", rule="type")
    return wanted


def is_of(kind: str, wanted: str) -> bool:
    """Whether an event's type is the wanted one, or of the wanted resource (`task`)."""
    return kind == wanted or kind.startswith(f"{wanted}.")


def _kinds(event: Event) -> Iterator[tuple[str, str, str | None]]:
    task = task_of(event)
    if what := kind_of(event):
        yield f"reservation.{what}", "reservation", event.reservation_sid
        if event.type in _TASK_TOO:
            yield _TASK_TOO[event.type], "task", task
    elif event.type is EventType.TASK_CREATED:
        yield "task.created", "task", task
        yield "workflow.entered", "workflow", event.data.get("workflow")
        yield "task-queue.entered", "task", task
    elif is_moved(event):
        yield "task-queue.moved", "task", task
    elif is_canceled(event):
        yield "task.canceled", "task", task
    elif event.type is EventType.QUEUE_LEFT and _MOVED in event.key:
        yield "task-queue.timeout", "task", task
    elif event.type is EventType.AGENT_ACTIVITY:
        yield "worker.activity.update", "worker", event.worker_sid
