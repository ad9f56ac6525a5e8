"""Channels that a center adds: lines and capacity of their own, and a place in the rules of interruption."""

import pytest

from chalicelib import routing
from chalicelib.problems import Conflict, Invalid, NotFound
from tests.routing.conftest import Center, sid


def test_an_added_channel_has_a_line_and_a_capacity_of_its_own(center: Center) -> None:
    worker = center.worker(1)
    center.note(routing.define_channel("fax", center.now))
    assert routing.lines() == (*routing.LINES, "fax")
    assert routing.worker(worker).capacity == {"voice": 1, "fax": 1}
    center.task(1, channel="fax")
    center.task(2, channel="fax")
    center.task(3)
    assert [made.task_sid for made in center.made] == [sid("WT", 1), sid("WT", 3)]
    assert [task.sid for task in routing.waiting_tasks(routing.queues()[1].sid)] == [sid("WT", 2)]
    center.note(routing.set_capacity(worker, {"voice": 1, "fax": 2}, center.now))
    assert [made.task_sid for made in center.made] == [sid("WT", 1), sid("WT", 3)]
    routing.accept(center.made[1].reservation_sid, center.now)
    center.serve(center.made[1].reservation_sid)
    assert center.made[-1].task_sid == sid("WT", 2)


def test_nothing_of_an_added_channel_is_offered_beside_a_call(center: Center) -> None:
    center.worker(1)
    center.note(routing.define_channel("fax", center.now))
    center.task(1)
    center.task(2, channel="fax")
    assert [made.task_sid for made in center.made] == [sid("WT", 1)]


def test_the_sweep_looks_into_the_lines_of_added_channels(center: Center) -> None:
    center.note(routing.define_channel("fax", center.now))
    center.task(1, channel="fax", timeout_seconds=60)
    center.later(70)
    outcome = routing.sweep(center.now)
    assert [each.task_sid for each in outcome.canceled] == [sid("WT", 1)]


def test_an_added_channel_goes_when_nothing_of_it_is_open(center: Center) -> None:
    worker = center.worker(1, is_ready=False)
    center.note(routing.define_channel("fax", center.now))
    center.task(1, channel="fax")
    with pytest.raises(Conflict, match="open tasks"):
        routing.delete_channel("fax", center.now)
    routing.cancel_task(sid("WT", 1), "gone", center.now)
    routing.delete_channel("fax", center.now)
    assert routing.lines() == routing.LINES
    assert routing.worker(worker).capacity == {"voice": 1}
    with pytest.raises(NotFound):
        routing.delete_channel("voice", center.now)


@pytest.mark.parametrize(
    ("name", "refusal"), [("a#b", Invalid), ("", Invalid), ("chat", Conflict), ("callback", Conflict)]
)
def test_a_channels_name_is_free_and_can_be_part_of_a_key(
    center: Center, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        routing.define_channel(name, center.now)
