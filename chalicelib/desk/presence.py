"""Who is there: an open desk with a registered phone keeps its agent's lease, whatever is missing ends it."""

import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib import calls, routing
from chalicelib.aws import sockets
from chalicelib.aws.tables import iso
from chalicelib.desk import connection_store
from chalicelib.desk.agents import worker_of
from chalicelib.desk.records import DeskConnectionRecord
from chalicelib.problems import Conflict, NotFound
from chalicelib.routing import Worker, WorkerState
from chalicelib.web import Identity

FLOOR_TOPIC = "floor"
_LONGEST = timedelta(hours=3)
# A page that is loaded again is back within this, and its phone is registered within the other.
BACK_SECONDS = 6
PHONE_BACK_SECONDS = 8
_VOICE = "voice"


def connected(identity: Identity, connection_id: str, now: datetime) -> None:
    """A screen of this person opened its socket. It has a while to register its phone."""
    sockets.connect(connection_id, identity.user_id, now)
    connection_store.add_connection(connection_id, identity, now + _LONGEST)
    worker = worker_of(identity, now)
    if worker:
        sockets.subscribe(connection_id, calls.worker_topic(worker.sid))
        _renew(worker.sid, now, routing.READY_LEASE_SECONDS, is_news=True)


def disconnected(connection_id: str, now: datetime) -> None:
    """A screen has gone. A page that reloads is back within seconds, and then nothing was lost; one that does
    not come back has its offer passed on by routing, unless the agent has another desk open."""
    row = connection_store.find_connection(connection_id)
    sockets.disconnect(connection_id)
    connection_store.remove_connection(connection_id)
    worker = _worker(row.worker_sid) if row else None
    if row and worker and _is_offered_work(worker) and not _has_phone(row.user_id):
        routing.shorten_lease(worker.sid, now + timedelta(seconds=BACK_SECONDS))


def message(connection_id: str, body: str, now: datetime) -> None:
    """What a screen says: {"action": "heartbeat", "has_phone", "is_offered"} or {"action": "subscribe",
    "topic": "floor"}. `has_phone`: its phone is registered; `is_offered`: its agent is ready or rung.
    Anything else is answered with an error and changes nothing."""
    said = _parsed(body)
    row = connection_store.find_connection(connection_id)
    if row is None:
        return
    match said.get("action"), said.get("topic"):
        case "heartbeat", _:
            has_phone = said.get("has_phone") is True
            worker = _worker(row.worker_sid)
            _beat(row, worker, has_phone, said.get("is_offered") is True, now)
            sockets.push_to_connection(connection_id, _answer(worker, has_phone, now))
        case "subscribe", "floor" if row.may_view_floor:
            sockets.subscribe(connection_id, FLOOR_TOPIC)
            sockets.push_to_connection(connection_id, {"type": "subscribed", "topic": FLOOR_TOPIC})
        case "subscribe", topic:
            _refuse(connection_id, "forbidden", f"You may not hear {topic}.")
        case _:
            _refuse(connection_id, "unknown_action", "Say heartbeat or subscribe.")


def require_reachable(identity: Identity, worker: Worker) -> None:
    """Conflict unless work offered to the agent now would reach a desk, and calls a phone."""
    desks = connection_store.connections(sockets.connections_of(identity.user_id))
    if not desks:
        raise Conflict("No desk of yours is connected. Open the desk and try again.", code="no_desk")
    if _takes_calls(worker) and not any(one.has_phone for one in desks):
        raise Conflict("Your phone is not registered, so calls could not reach you.", code="no_phone")


def _beat(
    row: DeskConnectionRecord, worker: Worker | None, has_phone: bool, is_offered: bool, now: datetime
) -> None:
    """One heartbeat: the lease goes on where its agent can be reached, or need not be."""
    is_news = connection_store.note(row, has_phone=has_phone, is_offered=is_offered)
    if worker is None:
        return
    if has_phone or not (_is_offered_work(worker) and _takes_calls(worker)):
        seconds = routing.READY_LEASE_SECONDS if is_offered else routing.LEASE_SECONDS
        _renew(worker.sid, now, seconds, is_news=is_news and is_offered)
    elif not _has_phone(row.user_id):
        routing.shorten_lease(worker.sid, now + timedelta(seconds=PHONE_BACK_SECONDS))


def _answer(worker: Worker | None, has_phone: bool, now: datetime) -> dict[str, Any]:
    """What a screen sets its clock by, and sees by `since` whether it has missed a push."""
    since = iso(worker.since) if worker else None
    return {"type": "heartbeat", "has_phone": has_phone, "at": iso(now), "since": since}


def _worker(worker_sid: str | None) -> Worker | None:
    """The agent; None for people without a desk, and where routing has not been told of the worker yet."""
    try:
        return routing.worker(worker_sid) if worker_sid else None
    except NotFound:
        return None


def _is_offered_work(worker: Worker) -> bool:
    """With a contact the call itself shows whether somebody is there."""
    return worker.state in (WorkerState.READY, WorkerState.RINGING)


def _takes_calls(worker: Worker) -> bool:
    return worker.capacity.get(_VOICE, 0) > 0


def _has_phone(user_id: str) -> bool:
    """Whether any open screen of this person has a registered phone."""
    return any(one.has_phone for one in connection_store.connections(sockets.connections_of(user_id)))


def _renew(worker_sid: str, now: datetime, seconds: int, *, is_news: bool) -> None:
    renewed = routing.renew_lease(worker_sid, now, seconds=seconds, has_just_come=is_news)
    calls.run(renewed, now)


def _refuse(connection_id: str, code: str, words: str) -> None:
    sockets.push_to_connection(connection_id, {"type": "error", "error": {"code": code, "message": words}})


def _parsed(body: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
