"""An agent's desk as the browser opens it."""

import json
from datetime import datetime

from chalicelib import desk
from chalicelib.web import Identity, Permission
from tests.calls.scenario import clock, worker_sid


def open_desk(
    number: int,
    connection_id: str = "desk",
    *,
    user_id: str = "USagent",
    has_phone: bool = True,
    now: datetime | None = None,
) -> str:
    """The agent's socket is open and has told of its phone; the connection's id."""
    may = frozenset({Permission.DESK_USE})
    name = f"agent{number}"
    identity = Identity(user_id, name, name.title(), "agent", may, worker_sid(number))
    desk.connected(identity, connection_id, now or clock())
    beat(connection_id, has_phone=has_phone, now=now)
    return connection_id


def beat(
    connection_id: str, *, has_phone: bool = True, is_offered: bool = True, now: datetime | None = None
) -> None:
    """A heartbeat of that screen."""
    said = {"action": "heartbeat", "has_phone": has_phone, "is_offered": is_offered}
    desk.message(connection_id, json.dumps(said), now or clock())
