"""How a caller left (IVR-28, IVR-29): exactly one of three, decided when they leave.

1. An agent answered: `served_by_agent`, whatever came before or after.
2. Still in a queue, waiting or ringing: `abandoned`, even when the IVR had told them something first;
   they wanted a person and gave up.
3. Has asked to be called back: `self_served`; they have what they asked for, and the call back is a contact
   of its own.
4. Otherwise the flow decides. It counts as served once a function answered them, an announcement that
   is an answer was played to its end, or a message was recorded (`is_self_served`): `self_served`.
   Before that: `abandoned`.
"""

from collections.abc import Iterable

from chalicelib.contacts.events import Event, EventType
from chalicelib.contacts.summary import LeaveType


def leave_type(events: Iterable[Event], is_self_served: bool) -> LeaveType:
    """The leave type of a contact that ends now. `is_self_served` is the flow's word, see above."""
    told = list(events)
    kinds = {event.type for event in told}
    if kinds & {EventType.AGENT_ANSWERED, EventType.TALK_STARTED}:
        return LeaveType.SERVED_BY_AGENT
    if EventType.CALLBACK_ASKED in kinds:
        return LeaveType.SELF_SERVED
    if not is_self_served or _is_waiting(told):
        return LeaveType.ABANDONED
    return LeaveType.SELF_SERVED


def _is_waiting(events: list[Event]) -> bool:
    entered = [event for event in events if event.type is EventType.QUEUE_ENTERED]
    left = [event for event in events if event.type is EventType.QUEUE_LEFT and not _is_abandoned(event)]
    return len(entered) > len(left)


def _is_abandoned(event: Event) -> bool:
    return str(event.data.get("outcome")) == "abandoned"
