"""One router for calls, callbacks, chats and e-mails: one order, and only for agents who take the channel, as
many at once as they take, and beside what may be interrupted."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import routing
from chalicelib.problems import Conflict, Invalid
from tests.routing.conftest import Center, sid

BOTH = {"voice": 1, "chat": 1, "email": 1}


def test_an_agent_is_offered_only_the_channels_that_the_capacity_names(center: Center) -> None:
    center.worker(1)
    center.task(1, channel="chat")
    assert not center.made
    center.note(routing.set_capacity(sid("WK", 1), BOTH, center.now))
    assert center.made[-1].task_sid == sid("WT", 1)
    assert routing.reservation(center.made[-1].reservation_sid).channel == "chat"
    center.serve(center.made[-1].reservation_sid)
    center.note(routing.set_capacity(sid("WK", 1), {"chat": 1}, center.now))
    center.task(2)
    assert len(center.made) == 1


def test_items_of_all_channels_compete_in_one_order_for_a_freed_agent(center: Center) -> None:
    center.worker(1, interrupted_by={"chat": [], "email": []})
    routing.set_capacity(sid("WK", 1), BOTH, center.now)
    held = center.task(1).assignments[0].reservation_sid
    for number, channel, priority in ((2, "email", 0), (3, "chat", 5), (4, "voice", 5), (5, "callback", 9)):
        center.later(1)
        center.task(number, channel=channel, priority=priority)
    order = []
    for _ in range(4):
        made = center.serve(held, 1).assignments[0]
        order.append(int(made.task_sid[2:], 16))
        held = made.reservation_sid
    assert order == [5, 3, 4, 2]


def test_a_channel_that_nobody_knows_or_a_negative_capacity_is_refused(center: Center) -> None:
    center.worker(1)
    for capacity, rule in (({"fax": 1}, "unknown"), ({"voice": -1}, "range")):
        with pytest.raises(Invalid) as refused:
            routing.set_capacity(sid("WK", 1), capacity, center.now)
        assert refused.value.fields[0].rule == rule
    assert routing.worker(sid("WK", 1)).capacity == {"voice": 1}


def test_the_sweep_matches_every_channel(center: Center) -> None:
    center.worker(1, is_ready=False)
    routing.set_capacity(sid("WK", 1), BOTH, center.now)
    center.task(1, channel="email")
    center.note(routing.set_activity(sid("WK", 1), "ready", None, center.now))
    assert [offer.task_sid for offer in center.made] == [sid("WT", 1)]
    assert not routing.sweep(center.now).assignments


A = sid("WK", 1)
MANY = {"voice": 1, "chat": 2, "email": 2}


def agent(center: Center, capacity: dict[str, int] = MANY, **attributes: Any) -> None:
    """One agent who takes several contacts."""
    center.worker(1, **attributes)
    routing.set_capacity(A, capacity, center.now)


def offers(outcome: routing.Outcome) -> list[int]:
    """The numbers of the tasks that were offered."""
    return [int(made.task_sid[2:], 16) for made in outcome.assignments]


def held_by(center: Center, task: int) -> str:
    """The latest reservation of a task."""
    return next(m.reservation_sid for m in reversed(center.made) if m.task_sid == sid("WT", task))


@pytest.mark.covers("ACD-16")
def test_items_of_all_channels_are_taken_in_priority_order_up_to_the_capacity_of_each(center: Center) -> None:
    agent(center, {"voice": 1, "chat": 2, "message": 1, "email": 1}, is_ready=False)
    given = ("email", 1), ("chat", 2), ("chat", 3), ("chat", 4), ("voice", 1), ("message", 5), ("email", 0)
    for number, (channel, priority) in enumerate(given, 1):
        center.later(1)
        center.task(number, channel=channel, priority=priority)
    made = center.note(routing.set_activity(A, "ready", None, center.now))
    assert offers(made) == [6, 4, 3, 1]  # of each channel so many, the call not beside a chat
    assert routing.worker(A).reservations == {"message": 1, "chat": 2, "email": 1}
    for number in (6, 4, 3, 1):
        routing.accept(held_by(center, number), center.now)
    assert offers(center.note(routing.finish(held_by(center, 4), center.now))) == [2]
    routing.accept(held_by(center, 2), center.now)
    assert offers(center.note(routing.finish(held_by(center, 3), center.now))) == []
    assert offers(center.note(routing.finish(held_by(center, 2), center.now))) == [5]
    assert routing.worker(A).contact_id == sid("CT", 5)  # the call is in front of all else
    assert routing.worker(A).reservations == {"message": 1, "email": 1, "voice": 1}


def test_a_call_interrupts_an_email_but_no_chat_and_nothing_interrupts_a_call(center: Center) -> None:
    agent(center)
    assert offers(center.task(1, channel="email")) == [1]
    assert offers(center.task(2)) == [2]
    assert offers(center.task(3, channel="email")) == []
    routing.accept(held_by(center, 2), center.now)
    assert offers(center.note(routing.finish(held_by(center, 2), center.now))) == [3]
    assert offers(center.task(4, channel="chat")) == [4]
    assert offers(center.task(5, channel="callback")) == []


def test_an_agent_may_have_rules_of_its_own(center: Center) -> None:
    agent(center, interrupted_by={"chat": ["voice"], "voice": ["email", "voice"]})
    assert offers(center.task(1, channel="chat")) == [1]
    assert offers(center.task(2, channel="chat")) == []
    assert offers(center.task(3)) == [3]
    assert offers(center.task(4)) == []
    assert offers(center.task(5, channel="email")) == []  # beside a call it may be, beside a chat not


CALLS_FIRST = {"voice": [], "chat": ["voice", "chat"], "message": ["voice"], "email": ["voice", "chat"]}


def test_the_centers_rules_let_calls_interrupt_chats_and_hold_at_once_in_both_directions(
    center: Center,
) -> None:
    agent(center, {**MANY, "message": 2})
    assert offers(center.task(1, channel="chat")) == [1]
    assert offers(center.task(2)) == []  # usually a chat blocks calls
    assert offers(center.note(routing.define_interruptions(CALLS_FIRST, center.now))) == [2]
    assert offers(center.task(3, channel="chat")) == []  # never the reverse
    routing.accept(held_by(center, 2), center.now)
    assert offers(center.note(routing.finish(held_by(center, 2), center.now))) == [3]
    for task in (1, 3):
        routing.accept(held_by(center, task), center.now)
        center.note(routing.finish(held_by(center, task), center.now))
    assert offers(center.task(4, channel="message")) == [4]
    assert offers(center.task(5, channel="message")) == []  # messages do not interrupt each other
    assert offers(center.task(6, channel="chat")) == []
    center.note(routing.define_interruptions({}, center.now))  # as usual again
    assert offers_of(center, 5) == offers_of(center, 6) == 1


def offers_of(center: Center, task: int) -> int:
    return sum(made.task_sid == sid("WT", task) for made in center.made)


def test_an_agents_own_rule_is_the_exception_to_the_centers(center: Center) -> None:
    routing.define_interruptions(CALLS_FIRST, center.now)
    agent(center, interrupted_by={"chat": ["chat"]})
    assert offers(center.task(1, channel="chat")) == [1]
    assert offers(center.task(2)) == []
    assert offers(center.task(3, channel="chat")) == [3]


def test_rules_of_unknown_channels_and_two_calls_at_once_are_refused(center: Center) -> None:
    for rules, field in (({"fax": []}, "rules.fax"), ({"voice": ["voice"]}, "rules.voice")):
        with pytest.raises(Invalid) as refused:
            routing.define_interruptions(rules, center.now)
        assert [problem.field for problem in refused.value.fields] == [field]
    assert routing.interruptions()["voice"] == ()


def test_the_wrap_up_of_a_chat_keeps_its_own_seat_only(center: Center) -> None:
    agent(center)
    center.task(1, channel="chat")
    routing.accept(held_by(center, 1), center.now)
    routing.wrap_up(held_by(center, 1), center.now)
    assert offers(center.task(2, channel="chat")) == [2]
    routing.accept(held_by(center, 2), center.now)
    center.later(30)
    center.fire("routing.wrap_up", held_by(center, 1))
    assert routing.worker(A).reservations == {"chat": 1}
    assert routing.worker(A).contact_id == sid("CT", 2)


def test_before_its_next_activity_an_agent_is_offered_nothing_more(center: Center) -> None:
    agent(center)
    for number in (1, 2):
        center.task(number, channel="chat")
        routing.accept(held_by(center, number), center.now)
    routing.set_next_activity(A, "short_break", center.now)
    assert not center.task(3, channel="chat").assignments
    assert not center.note(routing.finish(held_by(center, 1), center.now)).assignments
    assert routing.worker(A).state is routing.WorkerState.ON_CONTACT
    assert not center.note(routing.finish(held_by(center, 2), center.now)).assignments
    assert routing.worker(A).state is routing.WorkerState.SHORT_BREAK
    assert offers(center.note(routing.set_activity(A, "ready", None, center.now))) == [3]


def test_taking_the_next_activity_back_opens_the_lines_again(center: Center) -> None:
    agent(center)
    center.task(1, channel="chat")
    routing.set_next_activity(A, "meeting", center.now)
    center.task(2, channel="chat")
    routing.set_next_activity(A, None, center.now)
    made = [center.fire(each.kind, each.key) for each in center.take_sent("routing.match")]
    assert [number for outcome in made for number in offers(outcome)] == [2]


def test_an_unanswered_chat_takes_the_agent_out_once_its_other_chats_are_over(center: Center) -> None:
    agent(center)
    center.task(1, channel="chat")
    routing.accept(held_by(center, 1), center.now)
    center.task(2, channel="chat")
    center.later(15)
    center.fire("routing.reservation", held_by(center, 2))
    worker = routing.worker(A)
    assert (worker.state, worker.next_activity) == ("on_contact", "busy")
    center.note(routing.finish(held_by(center, 1), center.now))
    assert routing.worker(A).state is routing.WorkerState.BUSY


def test_a_desk_that_goes_ends_what_rings_and_keeps_what_is_talked_about_until_it_is_back(
    center: Center,
) -> None:
    agent(center)
    center.task(1, channel="chat")
    routing.accept(held_by(center, 1), center.now)
    center.task(2, channel="chat")
    dropped = center.note(routing.end_lease(A, center.now)).dropped
    assert [gone.task_sid for gone in dropped] == [sid("WT", 2)]
    worker = routing.worker(A)
    assert (worker.state, worker.reservations) == ("on_contact", {"chat": 1})
    center.now += timedelta(seconds=1)
    assert offers(center.note(routing.renew_lease(A, center.now))) == [2]


def test_more_capacity_during_a_contact_is_used_at_once_and_less_takes_nothing_away(center: Center) -> None:
    agent(center, {"chat": 1})
    for number in (1, 2, 3):
        center.task(number, channel="chat")
    assert offers(center.note(routing.set_capacity(A, {"chat": 2}, center.now))) == [2]
    assert not center.note(routing.set_capacity(A, {"chat": 1}, center.now)).assignments
    assert routing.worker(A).reservations == {"chat": 2}
    routing.accept(held_by(center, 1), center.now)
    assert not center.note(routing.finish(held_by(center, 1), center.now)).assignments


def test_an_agent_whose_last_capacity_was_taken_away_finishes_and_may_get_it_back(center: Center) -> None:
    agent(center, {"chat": 1})
    center.task(1, channel="chat")
    routing.accept(held_by(center, 1), center.now)
    routing.set_capacity(A, {}, center.now)
    center.task(2, channel="chat")
    assert not center.note(routing.finish(held_by(center, 1), center.now)).assignments
    assert routing.worker(A).state is routing.WorkerState.READY
    assert offers(center.note(routing.set_capacity(A, {"chat": 1}, center.now))) == [2]


def test_an_agent_on_a_chat_picks_up_a_second_one_but_no_call(center: Center) -> None:
    agent(center)
    center.task(1, channel="chat")
    routing.set_next_activity(A, "meeting", center.now)
    center.task(2, channel="chat")
    center.task(3)
    with pytest.raises(Conflict):
        routing.pick_up(sid("WT", 1), A, center.now, rings_at=held_by(center, 1))
    assert offers(center.note(routing.pick_up(sid("WT", 2), A, center.now))) == [2]
    with pytest.raises(Conflict):
        routing.pick_up(sid("WT", 3), A, center.now)
