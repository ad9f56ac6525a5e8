"""The pure rules: the twelve steps, leave types, durations."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.contacts import (
    TRACE_STEPS,
    Event,
    EventType,
    LeaveType,
    durations,
    in_order,
    leave_type,
    trace_of,
)
from chalicelib.contacts.timeline import TITLES

START = datetime(2026, 5, 11, 2, tzinfo=UTC)
CT = "CT" + "1" * 32
OF_THE_OFFER = {step.type for step in TRACE_STEPS[4:]}


def told(kind: EventType, seconds: float, offer: str | None = "WR1", **data: object) -> Event:
    sid = offer if kind in OF_THE_OFFER else None
    at = START + timedelta(seconds=seconds)
    return Event(f"{kind}:{sid}", kind, at, CT, reservation_sid=sid, data=data)


WHOLE = [told(step.type, second) for second, step in enumerate(TRACE_STEPS)]


@pytest.mark.covers("ACD-26")
@given(st.permutations(WHOLE))
def test_a_call_has_twelve_steps_in_order_however_its_events_were_written(events: list[Event]) -> None:
    steps = trace_of(events)
    assert [step.number for step in steps] == list(range(1, 13))
    assert [step.at for step in steps] == [event.at for event in WHOLE]


def test_the_steps_of_the_offer_are_those_of_the_agent_who_took_the_call() -> None:
    missed = [told(step.type, second, offer="WR0") for second, step in enumerate(TRACE_STEPS[:11])]
    taken = [told(step.type, 100 + second) for second, step in enumerate(TRACE_STEPS) if second >= 4]
    steps = trace_of(missed + taken)
    assert steps[3].at == START + timedelta(seconds=3)
    assert [step.at for step in steps[4:]] == [event.at for event in taken]


def test_a_call_that_got_nowhere_near_an_agent_has_open_steps() -> None:
    steps = trace_of(WHOLE[:3])
    assert [bool(step.at) for step in steps] == [True] * 3 + [False] * 9


def test_every_event_and_step_is_named_in_both_languages() -> None:
    assert set(TITLES) == set(EventType)
    assert all(zh and en for zh, en in TITLES.values())
    assert all(step.zh and step.en for step in TRACE_STEPS)


ENTERED = told(EventType.QUEUE_ENTERED, 1)
ANSWERED = told(EventType.AGENT_ANSWERED, 2)
LEFT_MESSAGE = told(EventType.QUEUE_LEFT, 3, outcome="left_message")


@pytest.mark.covers("IVR-28", "IVR-29")
@pytest.mark.parametrize(
    ("events", "is_self_served", "expected"),
    [
        ([], True, LeaveType.SELF_SERVED),
        ([], False, LeaveType.ABANDONED),
        ([ENTERED], True, LeaveType.ABANDONED),
        ([ENTERED, ANSWERED], False, LeaveType.SERVED_BY_AGENT),
        ([ENTERED, LEFT_MESSAGE], True, LeaveType.SELF_SERVED),
        ([ENTERED, LEFT_MESSAGE], False, LeaveType.ABANDONED),
        ([ENTERED, told(EventType.QUEUE_LEFT, 3, outcome="abandoned")], True, LeaveType.ABANDONED),
    ],
)
def test_a_caller_leaves_in_one_of_three_ways(
    events: list[Event], is_self_served: bool, expected: LeaveType
) -> None:
    assert leave_type(events, is_self_served) is expected


@pytest.mark.covers("IVR-28")
def test_every_contact_has_exactly_one_leave_type() -> None:
    for present, is_self_served in product(product([True, False], repeat=3), [True, False]):
        events = [e for e, there in zip((ENTERED, ANSWERED, LEFT_MESSAGE), present, strict=True) if there]
        assert leave_type(events, is_self_served) in LeaveType


def test_hold_is_not_talk_and_an_open_part_counts_until_now() -> None:
    events = [
        told(EventType.QUEUE_ENTERED, 0),
        told(EventType.QUEUE_LEFT, 10),
        told(EventType.TALK_STARTED, 12),
        told(EventType.HOLD_STARTED, 20),
        told(EventType.HOLD_ENDED, 25),
        told(EventType.CALL_ENDED, 42),
        told(EventType.WRAPUP_STARTED, 42),
    ]
    took = durations(events, START + timedelta(seconds=60))
    assert (took.wait_seconds, took.talk_seconds, took.hold_seconds) == (10, 25, 5)
    assert took.wrap_up_seconds == 18


def test_events_of_one_instant_stand_in_the_order_of_a_contacts_life() -> None:
    at_once = [told(kind, 0) for kind in (EventType.TASK_CREATED, EventType.QUEUE_ENTERED)]
    assert [event.type for event in in_order(at_once)] == [EventType.QUEUE_ENTERED, EventType.TASK_CREATED]
