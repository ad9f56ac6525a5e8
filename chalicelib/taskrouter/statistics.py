"""Cumulative statistics: numbers of a period, each a function of the log's events in it (pure).

Durations are whole seconds. A task's wait begins when it was created, also when that was before the period.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.contacts import Event, EventType
from chalicelib.taskrouter.events import is_canceled, is_moved, kind_of, task_of

_RESERVATIONS = {
    "reservations_created": "created",
    "reservations_accepted": "accepted",
    "reservations_rejected": "rejected",
    "reservations_timed_out": "timeout",
    "reservations_canceled": "canceled",
    "reservations_rescinded": "rescinded",
}
GAVE_UP = "system"
DELETED = "deleted"


@dataclass(frozen=True)
class TaskFacts:
    """What of a task its later events do not repeat."""

    created_at: datetime
    workflow_sid: str | None
    channel: str


@dataclass(frozen=True)
class Scope:
    """Which events count: of one queue, workflow, worker or channel; None is no limit."""

    queue: str | None = None
    workflow_sid: str | None = None
    workers: frozenset[str] | None = None
    channel: str | None = None

    def holds(self, event: Event, facts: TaskFacts | None) -> bool:
        """Whether an event is within."""
        return (
            self.queue in (None, event.queue)
            and (self.workers is None or event.worker_sid in self.workers)
            and (self.workflow_sid is None or (facts is not None and facts.workflow_sid == self.workflow_sid))
            and (self.channel is None or (facts is not None and facts.channel == self.channel))
        )


def reservation_counts(events: Iterable[Event]) -> dict[str, int]:
    """How many reservations were made, and what came of how many."""
    kinds = [kind_of(event) for event in events]
    return {name: kinds.count(kind) for name, kind in _RESERVATIONS.items()}


def task_statistics(
    events: Sequence[Event], facts: Mapping[str, TaskFacts], splits: Sequence[int]
) -> dict[str, Any]:
    """Everything that is counted of tasks and reservations among the events of one scope."""
    accepted = _waits(events, facts, lambda event: event.type is EventType.RESERVATION_ACCEPTED)
    canceled = _waits(events, facts, is_canceled)
    return {
        **reservation_counts(events),
        "avg_task_acceptance_time": spread(accepted)["avg"],
        "wait_duration_until_accepted": spread(accepted),
        "wait_duration_until_canceled": spread(canceled),
        "split_by_wait_time": {str(edge): _split(edge, accepted, canceled) for edge in splits} or None,
        "tasks_created": _count(events, lambda event: event.type is EventType.TASK_CREATED),
        "tasks_entered": _count(
            events, lambda event: event.type is EventType.TASK_CREATED or is_moved(event)
        ),
        "tasks_moved": _count(events, is_moved),
        "tasks_completed": _count(events, lambda event: event.type is EventType.RESERVATION_COMPLETED),
        "tasks_canceled": _count(events, is_canceled),
        "tasks_deleted": _count(events, lambda event: event.data.get("reason") == DELETED),
        "tasks_timed_out_in_workflow": _count(
            events, lambda event: is_canceled(event) and event.data.get("outcome") == GAVE_UP
        ),
    }


def queue_waits(
    events: Iterable[Event], all_events: Iterable[Event], facts: Mapping[str, TaskFacts]
) -> list[float]:
    """Seconds from entering the queue to being accepted there, of each accepted task."""
    entered: dict[str, datetime] = {sid: one.created_at for sid, one in facts.items()}
    waits = []
    moves = {id(event) for event in events}
    for event in all_events:
        task = task_of(event)
        if task and is_moved(event):
            entered[task] = event.at
        elif task in entered and event.type is EventType.RESERVATION_ACCEPTED and id(event) in moves:
            waits.append((event.at - entered[str(task)]).total_seconds())
    return waits


def spread(seconds: Sequence[float]) -> dict[str, int]:
    """avg, min, max and total; zeros of nothing."""
    whole = sum(seconds)
    return {
        "avg": int(whole / len(seconds)) if seconds else 0,
        "min": int(min(seconds, default=0)),
        "max": int(max(seconds, default=0)),
        "total": int(whole),
    }


def stretches(
    changes: Sequence[tuple[datetime, str]], before: str | None, start: datetime, end: datetime
) -> list[tuple[str, float]]:
    """How long each stay in an activity lasted within [start, end): changes in order of time, and the
    activity that was before them, if it is known."""
    found, current, since = [], before, start
    for at, activity in changes:
        if current is not None and at > since:
            found.append((current, (at - since).total_seconds()))
        current, since = activity, max(at, start)
    if current is not None and end > since:
        found.append((current, (end - since).total_seconds()))
    return found


def _waits(
    events: Iterable[Event], facts: Mapping[str, TaskFacts], counts: Callable[[Event], bool]
) -> list[float]:
    return [
        max((event.at - facts[task].created_at).total_seconds(), 0.0)
        for event in events
        if counts(event) and (task := task_of(event)) in facts and task is not None
    ]


def _split(edge: int, accepted: Sequence[float], canceled: Sequence[float]) -> dict[str, dict[str, int]]:
    def side(holds: Callable[[float], bool]) -> dict[str, int]:
        return {
            "reservations_accepted": sum(map(holds, accepted)),
            "tasks_canceled": sum(map(holds, canceled)),
        }

    return {"above": side(lambda wait: wait > edge), "below": side(lambda wait: wait <= edge)}


def _count(events: Iterable[Event], counts: Callable[[Event], bool]) -> int:
    return len({task_of(event) or event.key for event in events if counts(event)})
