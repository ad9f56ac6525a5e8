"""How a flow hands callers to the queues, and what it hears when it cannot."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import calls, contacts, customers, ivr, people, routing
from chalicelib.aws import timers
from chalicelib.contacts import ContactState, EventType
from chalicelib.customers import Details, Tier
from cli.demo.center import COMPLAINT_OVERFLOW_SECONDS
from tests.ivr.conftest import Clock
from tests.ivr.flows import document, state

STRANGER, VIP = "+8613900139000", "+8613800138000"


def know_vip(clock: Clock) -> None:
    """One of the callers is a VIP customer."""
    details = Details(phones=(VIP,), name="王小明", tier=Tier.VIP)
    customers.create(details, by=people.system("test"), now=clock.now)


@pytest.mark.parametrize("target", [{"queue_name": "nowhere"}, {"workflow_sid": "WW" + "7" * 32}])
def test_a_queue_that_does_not_exist_lets_the_flow_say_so(
    phone: Any, clock: Clock, target: dict[str, str]
) -> None:
    events = {"callComplete": None, "failedToEnqueue": "closed", "callFailure": None}
    wait = state("wait", "enqueue-call", events, **target)
    closed = state("closed", "gather-input-on-call", {"keypress": None}, say="Nobody is here; press 1.")
    ivr.publish("courier-main", document(wait, closed), clock.now)
    call = phone().dial()
    assert call.has("Gather")
    assert not call.has("Enqueue")
    contact = contacts.fetch(call.contact_id)
    assert (contact.state, contact.task_sid, contact.queued_at) == (ContactState.IVR, None, None)
    call.hang_up()
    types = [event.type for event in contacts.events_of(call.contact_id)]
    assert not {EventType.QUEUE_ENTERED, EventType.QUEUE_LEFT} & set(types)


@pytest.mark.parametrize(
    ("key", "number", "queue", "priority"),
    [
        ("2", STRANGER, "consult", 0),
        ("3", STRANGER, "complaint", 10),
        ("4", STRANGER, "order", 0),
        ("2", VIP, "consult", 20),
        ("3", VIP, "complaint", 30),
        ("4", VIP, "order", 20),
    ],
)
def test_the_shipped_flow_goes_through_the_workflow(
    phone: Any, clock: Clock, key: str, number: str, queue: str, priority: int
) -> None:
    know_vip(clock)
    call = phone(from_number=number).dial().press("1").press(key)
    contact = contacts.fetch(call.contact_id)
    task = routing.task(contact.task_sid or "")
    assert (contact.queue, task.queue, task.priority) == (queue, queue, priority)
    assert task.attributes["language"] == "zh-CN"


def test_a_complaint_that_nobody_takes_is_heard_by_whoever_is_free_for_consultation(
    phone: Any, clock: Clock
) -> None:
    call = phone().dial().press("1").press("3")
    task_sid = contacts.fetch(call.contact_id).task_sid or ""
    for seconds, queue in (
        (COMPLAINT_OVERFLOW_SECONDS - 1, "complaint"),
        (COMPLAINT_OVERFLOW_SECONDS, "consult"),
    ):
        at = clock.now + timedelta(seconds=seconds)
        calls.on_timer(timers.Timer("routing.workflow", task_sid, at), at)
        assert routing.task(task_sid).queue == queue


def test_a_vip_who_calls_last_is_offered_first(phone: Any, clock: Clock) -> None:
    know_vip(clock)
    stranger = phone(call_sid="CA" + "1" * 32, from_number=STRANGER).dial().press("1").press("2")
    clock.now += timedelta(seconds=30)
    vip = phone(call_sid="CA" + "2" * 32, from_number=VIP).dial().press("1").press("2")
    worker = "WK" + "1" * 32
    routing.define_worker(worker, "agent1", {"name": "李娜", "skills": ["consult"]}, clock.now)
    (offer,) = routing.set_activity(worker, "ready", None, clock.now).assignments
    assert offer.contact_id == vip.contact_id
    assert routing.position(contacts.fetch(stranger.contact_id).task_sid or "", clock.now).position == 1
