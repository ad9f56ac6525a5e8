"""One router for calls, callbacks, chats and e-mails: one order, and only for agents who take the channel."""

import pytest

from chalicelib import routing
from chalicelib.problems import Invalid
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
    center.worker(1)
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
