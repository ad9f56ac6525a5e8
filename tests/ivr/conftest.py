"""Fixtures of the IVR's tests over its webhooks: the shipped center, a telephone, an HTTP service."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.ivr.phone import Phone
from tests.loopback import Asked, Reply, serving

WORK = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 10, 19, 0, tzinfo=UTC)
HOLIDAY = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)


@dataclass
class Clock:
    """What time the webhooks think it is."""

    now: datetime = WORK


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The webhooks' clock, standing still."""
    from chalicelib.carrier import webhooks

    clock = Clock()

    class Still(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return clock.now

    monkeypatch.setattr(webhooks, "datetime", Still)
    return clock


@pytest.fixture
def center(api: Any, clock: Clock) -> None:
    """The shipped flows, the number, the calendar, the four queues with nobody signed in, their workflow."""
    from chalicelib import calls, ivr, routing
    from chalicelib.ivr import flow_store
    from cli.demo.center import workflow

    # Published revisions never change, so a process keeps them; here the tables were emptied.
    flow_store.flow_at.cache_clear()
    calls.forget_gateways()
    calls.forget_pace()
    sids = {name: f"WQ{index:032x}" for index, name in enumerate(("consult", "complaint", "order", "vip"))}
    for name, sid in sids.items():
        title = {"zh-CN": name, "en": name}
        queue = routing.TaskQueue(sid, name, title, target_workers="1==1")
        routing.define_queue(queue, clock.now)
    routing.define_workflow(workflow(sids))
    ivr.install_shipped(clock.now)


@pytest.fixture
def phone(center: None, carrier_post: Callable[..., Any]) -> Callable[..., Phone]:
    """Makes telephones: `phone().dial()`, `phone(call_sid=...)`."""
    return lambda **known: Phone(carrier_post, **known)


@dataclass
class Service:
    """An HTTP service that answers what it is told to, by path."""

    url: str = ""
    answers: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, list[str]], Mapping[str, str]]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    """A service on loopback."""

    known = Service()

    def answer(asked: Asked) -> Reply:
        known.asked.append((asked.path, parse_qs(asked.body.decode()), asked.headers))
        status, kind, text = known.answers.get(asked.path, (404, "text/plain", ""))
        return Reply(text, status, {"content-type": kind})

    with serving(answer) as known.url:
        yield known
