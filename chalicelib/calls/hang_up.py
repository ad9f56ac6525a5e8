"""The agent ends the call from the desk."""

from datetime import datetime

from chalicelib.calls import store
from chalicelib.calls.end_talk import end_talk
from chalicelib.calls.leg import Party
from chalicelib.calls.own import own_contact
from chalicelib.carrier import rest
from chalicelib.contacts import WITH_AGENT


def hang_up(contact_id: str, worker_sid: str, now: datetime) -> None:
    """End the agent's leg; the conference ends with it and the caller goes back to the flow. Pressing it
    again is no error."""
    contact = own_contact(contact_id, worker_sid)
    if contact.state not in WITH_AGENT or contact.reservation_sid is None:
        return
    store.note_ending(contact_id, contact.reservation_sid, Party.AGENT)
    leg = store.find_leg(contact_id, contact.reservation_sid)
    if leg is None or leg.call_sid is None:
        return
    rest.end_call(leg.call_sid)
    end_talk(leg, Party.AGENT, now)
