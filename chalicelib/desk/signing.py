"""Signing in and out, read out of the changes of activity: whoever leaves `offline` has signed in."""

from chalicelib import contacts
from chalicelib.contacts import Event, EventType
from chalicelib.routing import ActivityName

_PREFIX = "activity:"


def note_presence(event: Event) -> None:
    """Write `agent.signed_in` or `agent.signed_out` beside a change of activity that is one. Told again,
    it writes nothing new."""
    if event.type is not EventType.AGENT_ACTIVITY or event.worker_sid is None:
        return
    was_out = _is_out(contacts.event_before(event.worker_sid, event.key, _PREFIX))
    is_out = _is_out(event)
    if was_out == is_out:
        return
    kind = EventType.AGENT_SIGNED_OUT if is_out else EventType.AGENT_SIGNED_IN
    contacts.record(
        Event(
            key=f"signed:{event.key.removeprefix(_PREFIX)}",
            type=kind,
            at=event.at,
            worker_sid=event.worker_sid,
            data={"reason": event.data.get("reason")},
        )
    )


def _is_out(event: Event | None) -> bool:
    return event is None or event.data.get("activity") == ActivityName.OFFLINE
