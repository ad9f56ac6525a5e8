"""A small center for routing: three queues by skill, and a desk's worth of commands with a clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import contacts, routing
from chalicelib.aws import timers
from chalicelib.aws.timers import Timer
from chalicelib.routing.catalogue import forget_catalogue


def sid(prefix: str, number: int) -> str:
    """A SID that a reader can tell from others."""
    return f"{prefix}{number:032x}"


QUEUES = {name: sid("WQ", n) for n, name in enumerate(("consult", "complaint", "order"), 1)}


@dataclass
class Center:
    """Commands on one clock, numbered workers and tasks, and what came of them."""

    now: datetime
    made: list[routing.Assignment] = field(default_factory=list)
    dropped: list[routing.Dropped] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)
    sent: list[Timer] = field(default_factory=list)

    def later(self, seconds: float) -> datetime:
        """Let time pass, with every desk open."""
        self.pass_time(seconds)
        for worker_sid in self.workers:
            routing.renew_lease(worker_sid, self.now)
        return self.now

    def pass_time(self, seconds: float) -> datetime:
        """Let time pass without a sign from any desk."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def queue(self, name: str, **changes: Any) -> None:
        """Define a queue for those who have its name as a skill."""
        given = {"target_workers": f"skills HAS '{name}'", **changes}
        definition = routing.TaskQueue(QUEUES[name], name, {"zh": name, "en": name}, **given)
        self.note(routing.define_queue(definition, self.now))

    def worker(self, number: int, *skills: str, is_ready: bool = True, **attributes: Any) -> str:
        """Define a worker, by default signed in and ready."""
        worker_sid = sid("WK", number)
        given = {"skills": list(skills or ["consult"]), "name": f"Agent {number}", **attributes}
        routing.define_worker(worker_sid, f"agent{number}", given, self.now)
        self.workers.append(worker_sid)
        if is_ready:
            self.note(routing.set_activity(worker_sid, routing.ActivityName.READY, None, self.now))
        return worker_sid

    def task(self, number: int, queue: str | None = "consult", **changes: Any) -> routing.Outcome:
        """Create the task of contact `number`."""
        given = {"attributes": {}, **changes}
        return self.note(
            routing.create_task(
                sid("WT", number), contact_id=sid("CT", number), queue=queue, now=self.now, **given
            )
        )

    def note(self, outcome: routing.Outcome) -> routing.Outcome:
        """Remember what came of a command."""
        self.made += outcome.assignments
        self.dropped += outcome.dropped
        return outcome

    def fire(self, kind: str, key: str) -> routing.Outcome:
        """Let a timer fire now."""
        return self.note(routing.fire(Timer(kind, key, self.now), self.now))

    def take_sent(self, kind: str) -> list[Timer]:
        """The messages of timers of this kind since the last look; they are caught instead of sent."""
        found = [timer for timer in self.sent if timer.kind == kind]
        self.sent.clear()
        return found

    def serve(self, reservation_sid: str, seconds: float = 60) -> routing.Outcome:
        """Answer, talk and finish."""
        routing.accept(reservation_sid, self.now)
        self.later(seconds)
        routing.wrap_up(reservation_sid, self.now)
        return self.note(routing.finish(reservation_sid, self.now))

    def events(self, number: int) -> list[str]:
        """The types of a contact's events, in order."""
        return [str(event.type) for event in contacts.events_of(sid("CT", number))]


@pytest.fixture
def center(tables: object, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Center]:
    """Three queues and nobody there yet, on the embedded DynamoDB."""
    forget_catalogue()
    made = Center(now)
    monkeypatch.setattr(timers, "send", made.sent.append)
    for name in QUEUES:
        made.queue(name)
    assert len(routing.queues()) == len(QUEUES)  # and now they are in memory, for tests that count requests
    yield made
    forget_catalogue()
