"""The center's own callers as tasks: agents' telephones ring and stop by what the client does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from chalicelib.routing.catalogue import forget_catalogue
from tests.calls.scenario import Call, Center, center, worker_sid

__all__ = ["center"]


@dataclass
class Lines:
    """A center with telephones, and its workspace."""

    center: Center
    workspace: Any

    def waiting_call(self) -> tuple[Call, Any]:
        """A caller in the queue, and the task."""
        call = self.center.new_call().queue()
        (task,) = self.workspace.tasks.list()
        return call, task

    def activity(self, name: str) -> str:
        """The SID of an activity."""
        return str(self.workspace.activities.list(friendly_name=name)[0].sid)

    def rung(self) -> list[str]:
        """Whose telephones were rung, in order."""
        placed = [call["To"] for call in self.center.carrier.placed()]
        return [to.partition("?")[0] for to in placed if to.startswith("client:")]


@pytest.fixture
def lines(center: Center, twilio: Any) -> Iterator[Lines]:
    """The center of the calls' tests behind the official client."""
    forget_catalogue()
    (only,) = twilio.taskrouter.v1.workspaces.list()
    yield Lines(center, twilio.taskrouter.v1.workspaces(only.sid))
    forget_catalogue()


def test_a_worker_who_becomes_available_over_the_api_is_rung(lines: Lines) -> None:
    _, task = lines.waiting_call()
    assert (task.assignment_status, task.task_queue_friendly_name) == ("pending", "consult")
    assert task.task_channel_unique_name == "voice"
    lines.workspace.workers(worker_sid(1)).update(activity_sid=lines.activity("Available"))
    assert lines.rung() == ["client:agent1"]
    assert task.fetch().assignment_status == "reserved"


def test_a_rejection_over_the_api_rings_the_next_agent(lines: Lines) -> None:
    lines.center.ready(1, 2)
    _, task = lines.waiting_call()
    (offer,) = lines.workspace.tasks(task.sid).reservations.list()
    assert lines.rung() == ["client:agent1"]
    offer.update(reservation_status="rejected", worker_activity_sid=lines.activity("Busy"))
    assert lines.rung() == ["client:agent1", "client:agent2"]
    first = next(call for call in lines.center.carrier.placed() if call["To"].startswith("client:agent1"))
    assert first["status"] == "completed"


def test_instructions_to_ring_confirm_what_is_ringing(lines: Lines) -> None:
    lines.center.ready(1)
    _, task = lines.waiting_call()
    (offer,) = lines.workspace.tasks(task.sid).reservations.list()
    for instruction in ("dequeue", "conference"):
        assert offer.update(instruction=instruction).reservation_status == "pending"
    assert lines.rung() == ["client:agent1"]
    for refused in (
        {"instruction": "dequeue", "dequeue_to": "+15005550001"},
        {"instruction": "redirect", "redirect_call_sid": "CA1", "redirect_url": "https://example.com"},
        {"reservation_status": "accepted"},
    ):
        with pytest.raises(TwilioRestException) as error:
            offer.update(**refused)
        assert (error.value.status, error.value.code) == (400, 20001)


def test_a_canceled_caller_goes_back_to_the_flow_and_the_phone_stops(lines: Lines) -> None:
    lines.center.ready(1)
    call, task = lines.waiting_call()
    task.update(assignment_status="canceled", reason="moved elsewhere")
    assert task.fetch().assignment_status == "canceled"
    assert [one["status"] for one in lines.center.carrier.placed() if "client:" in one["To"]] == ["completed"]
    assert call.contact().state.value == "ivr"


def test_a_call_is_completed_only_after_it_has_ended(lines: Lines) -> None:
    lines.center.ready(1)
    _, task = lines.waiting_call()
    (offer,) = lines.workspace.tasks(task.sid).reservations.list()
    (leg,) = lines.center.agent_legs(task_contact(lines), lines.center.new_call())
    leg.answer()
    assert offer.fetch().reservation_status == "accepted"
    assert task.fetch().assignment_status == "assigned"
    for status in ("completed", "wrapping"):
        with pytest.raises(TwilioRestException) as error:
            task.update(assignment_status=status, reason="x")
        assert error.value.code == 20001


def test_a_call_for_a_task_from_outside_accepts_it_when_the_worker_picks_up(lines: Lines) -> None:
    lines.center.ready(1)
    (queue,) = lines.workspace.task_queues.list()
    task = lines.workspace.tasks.create(attributes="{}", task_queue_sid=queue.sid)
    (offer,) = lines.workspace.tasks(task.sid).reservations.list()
    assert lines.rung() == []
    with pytest.raises(TwilioRestException, match="needs a from"):
        offer.update(instruction="call", call_url="https://example.com/twiml")
    with pytest.raises(TwilioRestException, match="not supported for this task"):
        offer.update(instruction="dequeue")
    asked = {"call_from": "4008888888", "call_url": "https://example.com/twiml", "call_timeout": 20}
    assert offer.update(instruction="call", call_accept=True, **asked).reservation_status == "pending"
    (placed,) = lines.center.carrier.placed()
    assert (placed["To"], placed["Url"], placed["Timeout"]) == ("client:agent1", asked["call_url"], "20")
    lines.center.tell(placed["StatusCallback"], {"CallSid": placed["sid"], "CallStatus": "ringing"})
    assert offer.fetch().reservation_status == "pending"
    lines.center.tell(placed["StatusCallback"], {"CallSid": placed["sid"], "CallStatus": "in-progress"})
    assert offer.fetch().reservation_status == "accepted"


def test_a_redirected_caller_accepts_the_reservation(lines: Lines) -> None:
    lines.center.ready(1)
    lines.center.carrier.know("CA" + "9" * 32)
    (queue,) = lines.workspace.task_queues.list()
    task = lines.workspace.tasks.create(attributes="{}", task_queue_sid=queue.sid)
    (offer,) = lines.workspace.tasks(task.sid).reservations.list()
    offer.update(
        instruction="redirect",
        redirect_call_sid="CA" + "9" * 32,
        redirect_url="https://example.com/next",
        redirect_accept=True,
    )
    assert lines.center.carrier.redirects("CA" + "9" * 32) == ["https://example.com/next"]
    assert task.fetch().assignment_status == "assigned"


def task_contact(lines: Lines) -> str:
    """The contact that is in the queue."""
    return next(contact.contact_id for contact in lines.center.live())


def test_a_callers_events_are_told_as_those_of_a_task(lines: Lines) -> None:
    lines.center.ready(1)
    call, task = lines.waiting_call()
    call.hang_up()
    told = [one.event_type for one in lines.workspace.events.list(task_sid=task.sid)]
    assert set(told) == {
        "task.created",
        "task-queue.entered",
        "reservation.created",
        "reservation.canceled",
        "task.canceled",
    }
    assert told[-3:] == ["reservation.created", "task-queue.entered", "task.created"]
    statistics = lines.workspace.cumulative_statistics().fetch(minutes=5)
    assert (statistics.tasks_created, statistics.tasks_canceled, statistics.reservations_canceled) == (
        1,
        1,
        1,
    )
