"""How a flow hands callers to the queues, and what it hears when it cannot."""

from typing import Any

import pytest

from chalicelib import contacts, ivr
from chalicelib.contacts import ContactState, EventType
from tests.ivr.flows import document, state


@pytest.mark.parametrize("target", [{"queue_name": "nowhere"}, {"workflow_sid": "WW" + "7" * 32}])
def test_a_queue_that_does_not_exist_lets_the_flow_say_so(
    phone: Any, clock: Any, target: dict[str, str]
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
