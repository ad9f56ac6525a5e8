"""The supervisor's floor: trunks, queues and agents now, and today's figures (SUP-01, SUP-03, SUP-04)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib import calls, contacts, routing
from chalicelib.aws.settings import settings
from chalicelib.calls import SpanUsage
from chalicelib.contacts import Text
from chalicelib.desk.figure_store import figures_of
from chalicelib.desk.figures import DayFigures, Targets
from chalicelib.desk.floor_schemas import AgentOut, FloorOut, QueueOut, TilesOut, TrunkOut
from chalicelib.routing import QueueDepth, TaskQueue, Worker, WorkerState


@dataclass(frozen=True)
class Seen:
    """Everything that the floor is made of, read once."""

    at: datetime
    queues: Sequence[TaskQueue]
    workers: Sequence[Worker]
    depths: Mapping[str, QueueDepth]
    trunks: Sequence[SpanUsage]
    calls_today: int
    figures: Mapping[str, DayFigures]
    queue_of_worker: Mapping[str, str | None]


def floor(now: datetime) -> FloorOut:
    """The floor as it stands. Its cost grows with the agents and the live calls, not with the day."""
    queues, workers = routing.queues(), routing.workers()
    targets = {queue.friendly_name: Targets(queue.service_level_seconds) for queue in queues}
    calls_today, figures = figures_of(today(now), targets, now)
    return arranged(
        Seen(
            at=now,
            queues=queues,
            workers=workers,
            depths=routing.queue_depths(),
            trunks=calls.usage(calls.gateways(), contacts.ways_in_use()),
            calls_today=calls_today,
            figures=figures,
            queue_of_worker={
                one.sid: _queue_of(one.reservation_sid) for one in workers if one.reservation_sid
            },
        )
    )


@lru_cache(maxsize=4096)
def _queue_of(reservation_sid: str) -> str:
    """The queue of a reservation, which never changes."""
    return routing.reservation(reservation_sid).queue


def today(at: datetime) -> date:
    """The center's day of an instant."""
    return at.astimezone(ZoneInfo(settings().time_zone)).date()


def arranged(seen: Seen) -> FloorOut:
    """The floor's shape, out of what was read."""
    return FloorOut(
        at=seen.at,
        tiles=_tiles(seen),
        trunks=[TrunkOut.model_validate(one) for one in seen.trunks],
        queues=[_queue(queue, seen) for queue in seen.queues],
        agents=[_agent(worker, seen) for worker in seen.workers],
    )


def _tiles(seen: Seen) -> TilesOut:
    queues = [seen.figures.get(queue.friendly_name, DayFigures("")) for queue in seen.queues]
    whole = DayFigures(
        queue="",
        entered=sum(one.entered for one in queues),
        answered=sum(one.answered for one in queues),
        answered_in_time=sum(one.answered_in_time for one in queues),
        abandoned=sum(one.abandoned for one in queues),
    )
    return TilesOut(
        service_level_of_inbound=whole.service_level_of_inbound,
        service_level_seconds=max((queue.service_level_seconds for queue in seen.queues), default=20),
        waiting=sum(depth.waiting for depth in seen.depths.values()),
        longest_wait_seconds=max((_oldest(depth, seen.at) for depth in seen.depths.values()), default=0.0),
        abandoned_today=whole.abandoned,
        answered_today=whole.answered,
        calls_today=seen.calls_today,
        agents_ready=_in_state(seen.workers, WorkerState.READY),
        agents_total=_signed_in(seen.workers),
    )


def _queue(queue: TaskQueue, seen: Seen) -> QueueOut:
    figures = seen.figures.get(queue.friendly_name, DayFigures(queue.friendly_name))
    depth = seen.depths.get(queue.friendly_name, QueueDepth(0))
    members = [worker for worker in seen.workers if queue.friendly_name in worker.queues]
    return QueueOut(
        name=queue.friendly_name,
        title=Text(
            zh=queue.title.get("zh", queue.friendly_name), en=queue.title.get("en", queue.friendly_name)
        ),
        waiting=depth.waiting,
        longest_wait_seconds=_oldest(depth, seen.at),
        agents_ready=_in_state(members, WorkerState.READY),
        agents_total=_signed_in(members),
        entered_today=figures.entered,
        answered_today=figures.answered,
        abandoned_today=figures.abandoned,
        left_message_today=figures.left_message,
        rona_today=figures.rona,
        average_wait_seconds=figures.average_wait_seconds,
        service_level_of_inbound=figures.service_level_of_inbound,
        service_level_seconds=queue.service_level_seconds,
    )


def _agent(worker: Worker, seen: Seen) -> AgentOut:
    return AgentOut(
        worker_sid=worker.sid,
        name=worker.name,
        state=worker.state.value,
        since=worker.since,
        reason=worker.reason,
        queue=seen.queue_of_worker.get(worker.sid),
        contact_id=worker.contact_id,
        queues=list(worker.queues),
    )


def _title(queue: TaskQueue, language: str) -> str:
    return str(queue.title.get(language) or queue.friendly_name)


def _oldest(depth: QueueDepth, now: datetime) -> float:
    return max((now - depth.oldest_at).total_seconds(), 0.0) if depth.oldest_at else 0.0


def _in_state(workers: Iterable[Worker], state: WorkerState) -> int:
    return sum(worker.state is state for worker in workers)


def _signed_in(workers: Iterable[Worker]) -> int:
    return sum(worker.state is not WorkerState.OFFLINE for worker in workers)
