"""A queue that is full or keeps callers too long sends them elsewhere, and they hear where."""

from datetime import timedelta

import pytest

from chalicelib import calls, routing
from chalicelib.aws.timers import Timer
from chalicelib.calls import CallbackStatus
from chalicelib.contacts import ContactState, EventType
from chalicelib.routing import TaskQueue
from tests.calls.scenario import CALLER, Call, Center, clock


def overflowing(center: Center, to: str, **limits: int) -> None:
    """The center's queue with a rule of overflow."""
    (queue,) = [one for one in routing.queues() if one.friendly_name == "consult"]
    rule = routing.Overflow(to, **limits)
    routing.define_queue(
        TaskQueue(queue.sid, queue.friendly_name, queue.title, target_workers="1==1", overflow=(rule,)),
        clock(),
    )


def outcome(call: Call) -> str:
    (left,) = [event for event in call.events() if event.type is EventType.QUEUE_LEFT]
    return str(left.data["outcome"])


def test_who_finds_the_queue_full_leaves_a_message(center: Center) -> None:
    overflowing(center, "voicemail", max_waiting=1)
    first, second = center.new_call().queue(), center.new_call().queue()
    assert first.wait().find("Gather") is not None
    assert second.wait().find("Leave") is not None
    assert outcome(second) == "overflow"
    assert second.contact().state is ContactState.IVR
    back = center.twiml(second.contact().return_url or "", {**second.params, "QueueResult": "leave"})
    assert back.find("Record") is not None


def test_who_has_waited_too_long_is_sent_on_and_asked_no_more(center: Center) -> None:
    overflowing(center, "voicemail", max_wait_seconds=60)
    call = center.new_call().queue()
    task_sid = call.contact().task_sid or ""
    kind = next(one for one in routing.TIMER_KINDS if one.endswith("workflow"))
    due = clock() + timedelta(seconds=61)
    calls.on_timer(Timer(kind, task_sid, due), due)
    assert call.wait().find("Leave") is not None
    assert outcome(call) == "overflow"


@pytest.mark.covers("ACD-19")
def test_a_full_queue_that_calls_back_keeps_the_place_and_says_so(center: Center) -> None:
    overflowing(center, "callback", max_waiting=1)
    center.new_call().queue()
    call = center.new_call().queue()
    words = call.wait()
    assert "轮到您时" in (words.findtext("Say") or "")
    assert words.find("Hangup") is not None
    call.hang_up()
    (callback,) = calls.callbacks()
    assert (callback.number, callback.status) == (CALLER, CallbackStatus.WAITING)
    assert routing.position(callback.task_sid, clock()).position == 2
    assert outcome(call) == "callback"
