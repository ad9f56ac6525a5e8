"""An offer that ended unaccepted: stop the agent's phone and let the contact wait on."""

from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.aws.logs import logger
from chalicelib.calls import screen, store
from chalicelib.calls.leg import Leg, LegState
from chalicelib.carrier import CarrierError, rest
from chalicelib.contacts import ContactState, Line, Story
from chalicelib.routing import Dropped, ReservationStatus

_ENDED_BEFORE = frozenset({ReservationStatus.RESCINDED, ReservationStatus.CANCELED})


def drop(dropped: Dropped, now: datetime) -> None:
    """Hang up the leg of a dropped offer, once. One that is not rung yet is marked, so it never will be."""
    mark = Leg(
        reservation_sid=dropped.reservation_sid,
        contact_id=dropped.contact_id,
        task_sid=dropped.task_sid,
        worker_sid=dropped.worker_sid,
        queue="",
        state=LegState.ENDED,
        offered_at=now,
        expires_at=now,
    )
    is_known = store.open_leg(mark) is None
    if is_known and store.close_offer(dropped.contact_id, dropped.reservation_sid):
        hang_up_agent(dropped.contact_id, dropped.reservation_sid)
    wait_on(dropped.contact_id, dropped.reservation_sid)
    # Of several who were rung the others are let go after their offers have ended, which no event tells.
    is_let_go = dropped.reason in _ENDED_BEFORE
    becomes = routing.worker(dropped.worker_sid) if is_let_go else None
    screen.push_offer_ended(dropped.worker_sid, dropped.reservation_sid, dropped.reason, becomes)


def hang_up_agent(contact_id: str, reservation_sid: str) -> None:
    """End the agent's call if it has one; a carrier that cannot be reached ends it by its own timeout."""
    leg = store.find_leg(contact_id, reservation_sid)
    if leg is None or leg.call_sid is None:
        return
    try:
        rest.end_call(leg.call_sid)
    except CarrierError:
        logger.warning("agent leg not ended", extra={"contact_id": leg.contact_id}, exc_info=True)


def wait_on(contact_id: str, reservation_sid: str) -> None:
    """The contact does not ring there now: it rings at another agent whose phone was rung too, if there is
    one, and else nowhere. Nothing changes when another offer has taken it since."""

    def decide(story: Story) -> Line | None:
        if not contacts.is_as(story, (ContactState.RINGING,), {"reservation_sid": reservation_sid}):
            return None
        others = (leg for leg in store.legs_in(story) if leg.reservation_sid != reservation_sid)
        other = next((leg for leg in others if leg.state is LegState.OFFERED), None)
        return Line(changes=contacts.news(story, _rings_at(other)))

    contacts.write(contact_id, decide)


def _rings_at(leg: Leg | None) -> dict[str, str | None]:
    return {
        "state": (ContactState.RINGING if leg else ContactState.QUEUED).value,
        "reservation_sid": leg.reservation_sid if leg else None,
        "worker_sid": leg.worker_sid if leg else None,
        "agent_name": leg.agent_name if leg else None,
        "agent_call_sid": leg.call_sid if leg else None,
    }
