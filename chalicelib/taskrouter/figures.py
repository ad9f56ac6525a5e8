"""Reads what statistics are made of: the log of a period, and the tasks and workers of this moment."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib import contacts, routing
from chalicelib.aws.tables import iso
from chalicelib.contacts import Event, EventType
from chalicelib.problems import Invalid, NotFound
from chalicelib.routing import ActivityName, Task, TaskQueue, TaskStatus, Worker
from chalicelib.taskrouter.activities import activities, activity_of, own
from chalicelib.taskrouter.events import SOURCES, is_canceled, task_of
from chalicelib.taskrouter.statistics import (
    Scope,
    TaskFacts,
    queue_waits,
    reservation_counts,
    spread,
    stretches,
    task_statistics,
)
from chalicelib.web.twilio_api import iso_date

DEFAULT_MINUTES = 15
LONGEST = timedelta(days=30)
KEPT = timedelta(minutes=5)
MOST_WORKERS = 100
_WAITING = (TaskStatus.PENDING, TaskStatus.RESERVED)
_OPEN = (TaskStatus.PENDING, TaskStatus.RESERVED, TaskStatus.ASSIGNED, TaskStatus.WRAPPING)


@dataclass(frozen=True)
class Period:
    """[start, end) of a cumulative statistic."""

    start: datetime
    end: datetime


def period(
    now: datetime,
    minutes: int | None,
    start: datetime | None,
    end: datetime | None,
) -> Period:
    """Dates when a start is given, else the last minutes; Invalid when it is turned round or too long."""
    until = end or now
    begins = start or until - timedelta(minutes=minutes or DEFAULT_MINUTES)
    if begins >= until:
        raise Invalid("StartDate must be before EndDate", field="StartDate", rule="order")
    if until - begins > LONGEST:
        raise Invalid("At most 30 days can be asked for", field="StartDate", rule="length")
    return Period(begins, until)


@dataclass(frozen=True)
class Log:
    """The events of a period, and what is known of their tasks."""

    period: Period
    events: Sequence[Event]
    facts: dict[str, TaskFacts]

    def within(self, scope: Scope) -> list[Event]:
        """The events of one scope."""
        return [event for event in self.events if scope.holds(event, self.facts.get(task_of(event) or ""))]

    def cumulative(self, scope: Scope, splits: Sequence[int] = ()) -> dict[str, Any]:
        """Every cumulative number of a scope, with the times it is of."""
        inside = self.within(scope)
        waits = queue_waits(inside, self.events, self.facts)
        return {
            **self._times(),
            **task_statistics(inside, self.facts, splits),
            "wait_duration_in_queue_until_accepted": spread(waits),
        }

    def of_workers(self, workers: Sequence[Worker], scope: Scope) -> dict[str, Any]:
        """The cumulative numbers of some workers, or of all."""
        return {
            **self._times(),
            **reservation_counts(self.within(scope)),
            "activity_durations": self._durations(workers),
        }

    def _times(self) -> dict[str, Any]:
        return {"start_time": iso_date(self.period.start), "end_time": iso_date(self.period.end)}

    def _durations(self, workers: Sequence[Worker]) -> list[dict[str, Any]]:
        """How long workers stayed in each activity; of no more than MOST_WORKERS, as on TaskRouter."""
        stays: dict[str, list[float]] = {}
        for worker in workers[:MOST_WORKERS] if len(workers) <= MOST_WORKERS else ():
            for name, seconds in stretches(
                *self._activity_changes(worker.sid), self.period.start, self.period.end
            ):
                stays.setdefault(name, []).append(seconds)
        found = [(own(ActivityName(name)), seconds) for name, seconds in stays.items()]
        return [
            {"sid": one.sid, "friendly_name": one.friendly_name, **spread(seconds)} for one, seconds in found
        ]

    def _activity_changes(self, worker_sid: str) -> tuple[list[tuple[datetime, str]], str | None]:
        changes = [
            (event.at, str(event.data["activity"]))
            for event in self.events
            if event.type is EventType.AGENT_ACTIVITY and event.worker_sid == worker_sid
        ]
        before = contacts.event_before(worker_sid, f"activity:{iso(self.period.start)}", "activity:")
        return changes, str(before.data["activity"]) if before else str(ActivityName.OFFLINE)


def read_log(asked: Period) -> Log:
    """The period's log. Tasks that were created before it are looked up one by one."""
    events = contacts.events_between(asked.start, asked.end, SOURCES)
    facts: dict[str, TaskFacts] = {}
    for event in events:
        sid = task_of(event)
        if sid and sid not in facts and (found := _facts(sid)):
            facts[sid] = found
    return Log(asked, events, facts)


def _facts(sid: str) -> TaskFacts | None:
    task = _task(sid)
    return TaskFacts(task.enqueued_at, task.workflow_sid, task.channel) if task else None


def _task(sid: str) -> Task | None:
    try:
        return routing.task(sid)
    except NotFound:
        return None


def open_tasks() -> list[Task]:
    """Every task that is not over: those in line, and those that workers have."""
    return [task for task in routing.open_tasks() if task.status in _OPEN]


def recently_ended(now: datetime) -> list[Task]:
    """The tasks that ended in the last minutes: TaskRouter lists them that long."""
    log = read_log(Period(now - KEPT, now + timedelta(seconds=1)))
    ended = {
        task_of(e): None for e in log.events if is_canceled(e) or e.type is EventType.RESERVATION_COMPLETED
    }
    found = (_task(sid) for sid in ended if sid)
    return [task for task in found if task and task.status not in _OPEN]


def realtime_of_tasks(tasks: Sequence[Task], now: datetime) -> dict[str, Any]:
    """The numbers of the tasks of this moment."""
    oldest = min((t for t in tasks if t.status in _WAITING), key=lambda t: t.enqueued_at, default=None)
    statuses = Counter(str(task.status) for task in tasks)
    return {
        "longest_task_waiting_age": int((now - oldest.enqueued_at).total_seconds()) if oldest else 0,
        "longest_task_waiting_sid": oldest.sid if oldest else None,
        "tasks_by_priority": {str(key): n for key, n in sorted(Counter(t.priority for t in tasks).items())},
        "tasks_by_status": {str(status): statuses.get(str(status), 0) for status in _OPEN},
        "total_tasks": len(tasks),
    }


def realtime_of_workers(workers: Iterable[Worker]) -> dict[str, Any]:
    """How many workers are in each activity."""
    everybody, known = list(workers), activities()
    counts = Counter(activity_of(worker, known).sid for worker in everybody)
    return {
        "activity_statistics": [
            {"sid": one.sid, "friendly_name": one.friendly_name, "workers": counts.get(one.sid, 0)}
            for one in known
        ],
        "total_workers": len(everybody),
    }


def realtime_of_queue(
    queue: TaskQueue, tasks: Sequence[Task], workers: Sequence[Worker], now: datetime
) -> dict[str, Any]:
    """The numbers of one queue at this moment."""
    members = [worker for worker in workers if queue.friendly_name in worker.queues]
    own_tasks = [task for task in tasks if task.queue == queue.friendly_name]
    counted = realtime_of_tasks(own_tasks, now)
    of_workers = realtime_of_workers(members)
    return {
        **counted,
        "activity_statistics": of_workers["activity_statistics"],
        "longest_relative_task_age_in_queue": counted["longest_task_waiting_age"],
        "longest_relative_task_sid_in_queue": counted["longest_task_waiting_sid"],
        "total_available_workers": sum(worker.activity is ActivityName.READY for worker in members),
        "total_eligible_workers": len(members),
    }
