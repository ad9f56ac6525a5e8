"""Call pick-up (代答, ACD-30): an agent takes a call that waits, or one that rings at a colleague."""

from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.calls.run import run
from chalicelib.contacts import WAITING, Event, EventType
from chalicelib.problems import Conflict, Forbidden


def pick_up(
    contact_id: str, worker_sid: str, now: datetime, *, rings_at: str | None = None, anywhere: bool = False
) -> str:
    """Ring this agent's phone for the call, and nobody else's; the reservation.

    `rings_at` is the reservation by which it rings at a colleague, None for a call that waits. Forbidden for
    a queue that the agent does not serve, unless they may take calls `anywhere`; Conflict (`taken`) when
    somebody else was first or the caller has gone. Picking up twice is one.
    """
    contact = contacts.fetch(contact_id)
    if contact.task_sid is None or contact.state not in WAITING:
        raise Conflict("Somebody else has the call, or it has gone.", code="taken")
    queue = routing.task(contact.task_sid).queue
    if not anywhere and queue not in routing.worker(worker_sid).queues:
        raise Forbidden("Only calls of your own queues.", code="other_queue")
    outcome = routing.pick_up(contact.task_sid, worker_sid, now, rings_at=rings_at)
    mine = next((one for one in outcome.assignments if one.task_sid == contact.task_sid), None)
    reservation_sid = mine.reservation_sid if mine else str(routing.task(contact.task_sid).reservation_sid)
    contacts.record(_picked_up(contact_id, worker_sid, reservation_sid, queue, rings_at, now))
    run(outcome, now)
    return reservation_sid


def _picked_up(
    contact_id: str, worker_sid: str, reservation_sid: str, queue: str, rings_at: str | None, now: datetime
) -> Event:
    before = routing.reservation(rings_at) if rings_at else None
    return Event(
        key=f"{reservation_sid}:picked-up",
        type=EventType.CALL_PICKED_UP,
        at=now,
        contact_id=contact_id,
        worker_sid=worker_sid,
        queue=queue,
        reservation_sid=reservation_sid,
        data={"from_worker_sid": before.worker_sid if before else None, "from_reservation_sid": rings_at},
    )
