"""Both stores as tests see them: all that is in them, the log, the timers, and how a process dies on them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib import contacts
from chalicelib.aws import timers
from chalicelib.aws.records import TimerRecord
from chalicelib.aws.timers import Timer
from chalicelib.routing import state
from chalicelib.routing.items import OfferItem, ReservationItem, TaskItem, WorkerItem
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.memory_store import MemoryStore
from chalicelib.routing.records import (
    ReadyRecord,
    ReservationRecord,
    RoutingRecord,
    TaskRecord,
    WaitingRecord,
    WorkerRecord,
)
from chalicelib.routing.rows import idle_of, item_of, waiting_of
from chalicelib.routing.state import Store
from tests.conftest import Cloud
from tests.routing.crashes import Countdown, Crash, dying


@dataclass
class Snapshot:
    """All that routing keeps, by kind; `ready` with the queue of each row."""

    workers: dict[str, WorkerItem]
    tasks: dict[str, TaskItem]
    reservations: dict[str, ReservationItem]
    ready: list[tuple[str, Idle]]
    waiting: list[Waiting]


def whole(offers: Mapping[str, OfferItem], store: Store | None = None) -> dict[str, ReservationItem]:
    """The offers with how far they have come."""
    keys = [(one.contact_id, sid) for sid, one in offers.items()]
    progress = store.progress(keys) if store else state.progress(keys)
    return {sid: offer.after(progress[sid]) for sid, offer in offers.items()}


@dataclass
class OnDynamo:
    """The store of a center, on the embedded DynamoDB. Messages are caught instead of sent."""

    cloud: Cloud
    messages: list[Timer] = field(default_factory=list)

    @contextmanager
    def used(self) -> Iterator[None]:
        send = timers.send
        timers.send = self.messages.append  # type: ignore[assignment]
        try:
            yield
        finally:
            timers.send = send

    def empty(self) -> None:
        self.cloud.empty()
        self.messages.clear()

    def snapshot(self) -> Snapshot:
        rows = list(RoutingRecord.scan(consistent_read=True))
        found: dict[type, dict[str, Any]] = {WorkerRecord: {}, TaskRecord: {}, ReservationRecord: {}}
        kinds = {WorkerRecord: WorkerItem, TaskRecord: TaskItem, ReservationRecord: OfferItem}
        for row in rows:
            if type(row) in kinds:
                found[type(row)][row.pk.partition("#")[2]] = item_of(row, kinds[type(row)])
        ready = [(row.pk.split("#")[1], idle_of(row)) for row in rows if isinstance(row, ReadyRecord)]
        waiting = [waiting_of(row) for row in rows if isinstance(row, WaitingRecord)]
        return Snapshot(
            found[WorkerRecord], found[TaskRecord], whole(found[ReservationRecord]), ready, waiting
        )

    def events_of(self, subject: str) -> list[contacts.Event]:
        return contacts.events_of(subject)

    def take_due(self, now: datetime) -> list[Timer]:
        """The timers that are due; they are gone from the store."""
        rows = [Timer(row.kind, row.key, row.due_at) for row in TimerRecord.scan() if row.due_at <= now]
        for timer in rows:
            timers.finish(timer)
        sent = [timer for timer in self.messages if not timer.is_kept and timer.due_at <= now]
        self.messages[:] = [timer for timer in self.messages if timer not in sent]
        return [*rows, *sent]

    def lose_messages(self) -> None:
        self.messages.clear()

    def dying(self, after: int, *, carried_out: bool) -> Any:
        return dying(after, carried_out=carried_out)


@dataclass
class InMemory:
    """The store of a simulation."""

    store: MemoryStore = field(default_factory=MemoryStore)

    @contextmanager
    def used(self) -> Iterator[None]:
        with state.using(_Door(self)):  # type: ignore[arg-type]
            yield

    def empty(self) -> None:
        self.store = MemoryStore()
        self.countdown: Countdown | None = None

    def snapshot(self) -> Snapshot:
        kept = self.store.items
        return Snapshot(
            dict(kept[WorkerItem]),
            dict(kept[TaskItem]),
            whole(kept[OfferItem], self.store),
            [(queue_sid, row) for (queue_sid, _), rows in self.store.ready.items() for _, row in rows],
            [row for rows in self.store.waiting.values() for _, row in rows],
        )

    def events_of(self, subject: str) -> list[contacts.Event]:
        own = {event.key: event for event in self.store.events if event.subject == subject}
        return list(own.values())

    def take_due(self, now: datetime) -> list[Timer]:
        """The timers that are due; they are gone from the store."""
        return self.store.pop_due(now)

    def lose_messages(self) -> None:
        self.store.lose_messages()

    @contextmanager
    def dying(self, after: int, *, carried_out: bool) -> Iterator[Countdown]:
        """Die at the n-th thing asked of the store."""
        self.countdown, self.carried_out = Countdown(after), carried_out
        try:
            yield self.countdown
        except Crash:
            pass
        finally:
            self.countdown = None


class _Door:
    """Passes on what is asked of the store, until the process dies."""

    def __init__(self, backend: InMemory) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._backend.store, name)

        def answer(*given: Any, **named: Any) -> Any:
            countdown = self._backend.countdown
            if countdown is None:
                return asked(*given, **named)
            countdown.left -= 1
            dies = countdown.has_crashed = countdown.left == 0
            if dies and not self._backend.carried_out:
                raise Crash
            result = asked(*given, **named)
            if dies:
                raise Crash
            return result

        return answer
