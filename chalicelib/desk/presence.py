"""Who is there: an open desk keeps its agent's lease, a closed one lets it run out."""

import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib import calls, routing
from chalicelib.aws import sockets
from chalicelib.aws.logs import logger
from chalicelib.desk import connection_store
from chalicelib.desk.agents import worker_of
from chalicelib.problems import NotFound
from chalicelib.web import Identity

FLOOR_TOPIC = "floor"
_LONGEST = timedelta(hours=3)


def connected(identity: Identity, connection_id: str, now: datetime) -> None:
    """A screen of this person opened its socket."""
    sockets.connect(connection_id, identity.user_id, now)
    connection_store.add_connection(connection_id, identity, now + _LONGEST)
    worker = worker_of(identity, now)
    if worker:
        sockets.subscribe(connection_id, calls.worker_topic(worker.sid))
        _renew(worker.sid, now, has_just_come=True)


def disconnected(connection_id: str, now: datetime) -> None:  # noqa: ARG001 (app.py passes the time to all three)
    """A screen has gone. The lease is left to run out: a page that reloads is back before it does, and
    then nothing was lost; one that does not come back has its offer passed on by routing."""
    sockets.disconnect(connection_id)
    connection_store.remove_connection(connection_id)


def message(connection_id: str, body: str, now: datetime) -> None:
    """What a screen says: {"action": "heartbeat"} or {"action": "subscribe", "topic": "floor"}. Anything
    else is answered with an error and changes nothing."""
    said = _parsed(body)
    row = connection_store.find_connection(connection_id)
    if row is None:
        return
    match said.get("action"), said.get("topic"):
        case "heartbeat", _:
            if row.worker_sid:
                _renew(row.worker_sid, now)
            sockets.push_to_connection(connection_id, {"type": "heartbeat"})
        case "subscribe", "floor" if row.may_view_floor:
            sockets.subscribe(connection_id, FLOOR_TOPIC)
            sockets.push_to_connection(connection_id, {"type": "subscribed", "topic": FLOOR_TOPIC})
        case "subscribe", topic:
            _refuse(connection_id, "forbidden", f"You may not hear {topic}.")
        case _:
            _refuse(connection_id, "unknown_action", "Say heartbeat or subscribe.")


def _renew(worker_sid: str, now: datetime, *, has_just_come: bool = False) -> None:
    try:
        calls.run(routing.renew_lease(worker_sid, now, has_just_come=has_just_come), now)
    except NotFound:
        # A user may be made an agent before routing has been told of the worker.
        logger.warning("heartbeat of an unknown worker", extra={"worker_sid": worker_sid})


def _refuse(connection_id: str, code: str, words: str) -> None:
    sockets.push_to_connection(connection_id, {"type": "error", "error": {"code": code, "message": words}})


def _parsed(body: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
