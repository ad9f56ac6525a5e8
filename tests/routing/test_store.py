"""Both stores do what is asked of a store: the same tests on DynamoDB and in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import contacts
from chalicelib.aws.timers import Timer
from chalicelib.contacts import EventType
from chalicelib.problems import TransactionLost
from chalicelib.routing import state
from chalicelib.routing.change import PRESENT, Above, Change, Other
from chalicelib.routing.items import (
    MemberRow,
    NameRow,
    OfferItem,
    Progress,
    ReadyRow,
    TaskItem,
    WaitingRow,
    WorkerItem,
)
from chalicelib.routing.matching import Idle
from chalicelib.routing.model import ActivityName, ReservationStatus, TaskStatus
from chalicelib.routing.workflow import Order
from tests.routing.backends import InMemory, OnDynamo
from tests.routing.conftest import sid

Q = sid("WQ", 1)
LINE = "voice"
PENDING = ReservationStatus.PENDING


@pytest.fixture(params=["dynamodb", "memory"])
def backend(request: pytest.FixtureRequest) -> Iterator[OnDynamo | InMemory]:
    found: OnDynamo | InMemory
    if request.param == "dynamodb":
        found = OnDynamo(request.getfixturevalue("tables"))
    else:
        found = InMemory()
        found.empty()
    with found.used():
        yield found


def worker(number: int, now: datetime, **changes: Any) -> WorkerItem:
    made = WorkerItem(
        worker_sid=sid("WK", number),
        friendly_name=f"agent{number}",
        attributes={"level": 1.5, "skills": ["a"]},
        queue_sids=(Q,),
        activity=ActivityName.READY,
        since=now,
    )
    return replace(made, **changes)


def task(number: int, at: datetime, **changes: Any) -> TaskItem:
    made = TaskItem(
        task_sid=sid("WT", number),
        contact_id=sid("CT", number),
        queue_sid=Q,
        queue="consult",
        priority=0,
        enqueued_at=at,
        expires_at=at + timedelta(days=1),
        attributes={"language": "zh"},
        status=TaskStatus.PENDING,
    )
    return replace(made, **changes)


def idle(number: int, since: datetime, **changes: Any) -> Idle:
    return replace(Idle(sid("WK", number), f"agent{number}", {"level": 2}, since, (Q,)), **changes)


def offer(of: TaskItem, now: datetime) -> OfferItem:
    named = (sid("WR", 1), of.task_sid, of.contact_id, Q, "consult", LINE)
    return OfferItem(*named, idle(1, now), {"language": "zh"}, now, now)


def event_of(offer: OfferItem, kind: EventType, cause: str, at: datetime, **data: Any) -> contacts.Event:
    return contacts.Event(
        *(f"{offer.reservation_sid}:{cause}", kind, at, offer.contact_id, offer.worker.worker_sid),
        *(offer.queue, offer.reservation_sid, {"task_sid": offer.task_sid, **data}),
    )


def put(*items: Any) -> None:
    with state.change() as c:
        for item in items:
            c.put(item)


@pytest.mark.usefixtures("backend")
def test_items_come_back_as_they_were(now: datetime) -> None:
    one = worker(1, now, reason="tea", next_activity=ActivityName.MEETING, lease_expires_at=now)
    two = task(
        1,
        now,
        expression="1==1",
        order_by=(Order(("level",), True),),
        passed_over=frozenset({"WK1", "WK2"}),
        filter_number=2,
        target_number=0,
        step_ends_at=now,
        due_at=now,
    )
    three = offer(two, now)
    put(one, two, three)
    with state.change() as c:
        c.begin(event_of(three, EventType.RESERVATION_CREATED, "created", now), PENDING)
    assert state.get_worker(one.worker_sid) == one
    assert state.get_task(two.task_sid) == two
    assert state.get_offer(three.reservation_sid) == three
    whole = three.after(Progress(PENDING, now))
    assert state.get_reservation(three.reservation_sid) == whole
    assert state.find_worker("WKnobody") is None
    assert list(state.reservations_of(three.worker.worker_sid)) == [whole]


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ({"profile_version": 0}, True),
        ({"profile_version": 1}, False),
        ({"reservation_sid": None}, True),
        ({"reason": None}, False),
        ({"reason": PRESENT}, True),
        ({"reservation_sid": PRESENT}, False),
        ({"activity": Other(ActivityName.OFFLINE)}, True),
        ({"activity": Other(ActivityName.READY)}, False),
        ({"reservation_sid": Other("WR1")}, True),
        ({"profile_version": 0, "reason": "coffee"}, False),
    ],
)
def test_what_is_expected_decides(now: datetime, expected: dict[str, Any], holds: bool) -> None:
    put(worker(1, now, reason="tea"))
    found = state.write_worker(sid("WK", 1), {"activity": ActivityName.BUSY, "reason": None}, expected)
    assert bool(found) is holds
    kept = state.get_worker(sid("WK", 1))
    changed, same = (ActivityName.BUSY, None), (ActivityName.READY, "tea")
    assert (kept.activity, kept.reason) == (changed if holds else same)


@pytest.mark.usefixtures("backend")
def test_a_lease_must_lie_in_the_future(now: datetime) -> None:
    put(worker(1, now, lease_expires_at=now + timedelta(seconds=1)), worker(2, now))
    for number, at, holds in ((1, now, True), (1, now + timedelta(seconds=1), False), (2, now, False)):
        found = state.write_worker(sid("WK", number), {"since": now}, {"lease_expires_at": Above(at)})
        assert bool(found) is holds


@pytest.mark.usefixtures("backend")
def test_nobody_is_changed_who_is_not_there(now: datetime) -> None:
    assert state.write_worker("WKnobody", {"since": now}, {}) is None
    assert state.find_worker("WKnobody") is None


def test_one_failed_expectation_undoes_everything(backend: OnDynamo | InMemory, now: datetime) -> None:
    put(worker(1, now), task(1, now))
    event = contacts.Event("k", contacts.EventType.TASK_CREATED, now, contact_id=sid("CT", 9))
    lost = Change()
    lost.put(task(2, now), is_new=True)
    lost.put(ReadyRow(Q, LINE, idle(1, now)))
    lost.update(WorkerItem, sid("WK", 1), {"activity": ActivityName.BUSY}, {"profile_version": 0})
    lost.say(event)
    lost.arm(Timer("routing.lease", sid("WK", 1), now))
    lost.update(TaskItem, sid("WT", 1), {"attempt": 1}, {"attempt": 7})
    with pytest.raises(TransactionLost):
        state.store().commit(lost)
    assert state.find_task(sid("WT", 2)) is None
    assert state.get_worker(sid("WK", 1)).activity is ActivityName.READY
    assert not state.read_ready(Q, LINE).ready
    assert backend.events_of(sid("CT", 9)) == []
    assert backend.take_due(now) == []


@pytest.mark.usefixtures("backend")
def test_what_is_new_must_not_be_there(now: datetime) -> None:
    put(task(1, now), NameRow("Agent1", "WK1"))
    for item in (task(1, now, priority=5), NameRow("AGENT1", "WK2")):
        with pytest.raises(TransactionLost), state.change() as c:
            c.put(item, is_new=True)
    assert state.get_task(sid("WT", 1)).priority == 0
    assert state.sid_of_name("agent1") == "WK1"


@pytest.mark.usefixtures("backend")
def test_a_line_is_in_order_and_read_by_pages(now: datetime) -> None:
    later = now + timedelta(seconds=5)
    ready = [idle(2, now), idle(1, later), idle(3, now, ranks={Q: "1"})]
    put(*(ReadyRow(Q, LINE, each) for each in ready))
    waiting = [task(1, later), task(2, now), task(3, later, priority=9), task(4, now, precedence=3)]
    put(*(WaitingRow(each) for each in waiting))
    line = state.read_ready(Q, LINE)
    assert [each.worker_sid for each in line.ready] == [sid("WK", n) for n in (2, 1, 3)]
    assert [each.task_sid for each in line.waiting] == [sid("WT", n) for n in (3, 4, 2, 1)]
    assert line.is_whole
    assert state.count_waiting(Q, LINE) == 4
    assert state.count_waiting(Q, LINE, before=waiting[1]) == 2
    for _ in range(2):  # A row that is gone may be deleted again.
        with state.change() as c:
            c.delete(ReadyRow(Q, LINE, ready[0]))
            c.delete(WaitingRow(waiting[2]))
    assert [each.worker_sid for each in state.read_ready(Q, LINE).ready] == [sid("WK", 1), sid("WK", 3)]
    assert state.read_waiting(Q, LINE).waiting[0].task_sid == sid("WT", 4)


@pytest.mark.usefixtures("backend")
def test_a_long_line_is_cut_and_can_be_read_whole(now: datetime) -> None:
    for number in range(1, 56):
        put(WaitingRow(task(number, now + timedelta(seconds=number))))
    assert len(state.read_waiting(Q, LINE).waiting) == state.PAGE
    assert not state.read_waiting(Q, LINE).is_whole
    assert len(state.read_waiting(Q, LINE, whole=True).waiting) == 55


@pytest.mark.usefixtures("backend")
def test_members_and_definitions(now: datetime) -> None:
    put(MemberRow(Q, "WK1", "ready"), MemberRow(Q, "WK2", "busy"))
    with state.change() as c:
        c.delete(MemberRow(Q, "WK2"))
        c.put(MemberRow(Q, "WK1", "offline"))
    assert state.members(Q) == {"WK1": "offline"}
    state.store().define("queue#b", {"sid": "b"})
    state.store().define("queue#a", {"sid": "a", "ring_seconds": 3})
    found = {name: dict(body) for name, body in state.store().definitions()}
    assert found == {"queue#a": {"sid": "a", "ring_seconds": 3}, "queue#b": {"sid": "b"}}


def test_timers_fall_due_once_and_a_second_one_replaces_the_first(
    backend: OnDynamo | InMemory, now: datetime
) -> None:
    later = now + timedelta(seconds=30)
    with state.change() as c:
        c.arm(Timer("routing.lease", "WK1", now))
        c.arm(Timer("routing.reservation", "WR1", now, is_kept=False))
    with state.change() as c:
        c.arm(Timer("routing.lease", "WK1", later))
        c.arm(Timer("routing.lease", "WK2", later))
    with state.change() as c:
        c.disarm("routing.lease", "WK2")
    assert [(each.kind, each.key) for each in backend.take_due(now)] == [("routing.reservation", "WR1")]
    assert [(each.kind, each.key) for each in backend.take_due(later)] == [("routing.lease", "WK1")]
    assert backend.take_due(later) == []
