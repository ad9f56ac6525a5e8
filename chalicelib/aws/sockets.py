"""Live push to browsers through API Gateway's WebSocket management endpoint."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.aws.clients import client
from chalicelib.aws.logs import logger
from chalicelib.aws.records import ConnectionRecord
from chalicelib.aws.settings import settings

# API Gateway closes a WebSocket after two hours, so a row older than that reaches nobody.
_LONGEST = timedelta(hours=2, minutes=10)


def connect(connection_id: str, user_id: str, now: datetime) -> None:
    """Remember that this connection belongs to this user."""
    for subject in (_own(connection_id), _user(user_id)):
        _row(subject, connection_id, user_id, now).save()


def disconnect(connection_id: str) -> None:
    """Forget the connection under every subject; forgetting an unknown one is no error."""
    row = _find(connection_id)
    if row is None:
        return
    for subject in (_user(row.user_id), *map(_topic, row.topics or ()), _own(connection_id)):
        ConnectionRecord(subject, connection_id).delete()


def subscribe(connection_id: str, topic: str) -> None:
    """Let the connection hear a topic; nothing happens for a connection that is gone."""
    row = _find(connection_id)
    if row is None or topic in (row.topics or ()):
        return
    row.update(actions=[ConnectionRecord.topics.add({topic})])
    _row(_topic(topic), connection_id, row.user_id, row.connected_at).save()


def user_of(connection_id: str) -> str | None:
    """Whose connection it is; None when it is unknown."""
    row = _find(connection_id)
    return row.user_id if row else None


def connections_of(user_id: str) -> list[str]:
    """The open connections of a user; one whose network was cut is among them until its row expires."""
    return [row.connection_id for row in _listeners(_user(user_id))]


def push_to_user(user_id: str, message: dict[str, Any]) -> int:
    """Send to every screen of one user; returns how many it reached."""
    return _push(_user(user_id), message)


def push_to_topic(topic: str, message: dict[str, Any]) -> int:
    """Send to every screen that subscribed to the topic; returns how many it reached."""
    return _push(_topic(topic), message)


def push_made(topic: str, make: Callable[[], dict[str, Any]]) -> int:
    """`push_to_topic` of a message that is made only when somebody listens."""
    rows = _listeners(_topic(topic))
    if not rows:
        return 0
    data = _encode(make())
    return sum(_post(row.connection_id, data) for row in rows)


def push_to_connection(connection_id: str, message: dict[str, Any]) -> bool:
    """Send to one screen, as an answer to what it said."""
    return _post(connection_id, _encode(message))


def size_of(message: dict[str, Any]) -> int:
    """How many bytes a message takes."""
    return len(_encode(message))


def _push(subject: str, message: dict[str, Any]) -> int:
    data = _encode(message)
    return sum(_post(row.connection_id, data) for row in _listeners(subject))


def _listeners(subject: str) -> list[ConnectionRecord]:
    """Who is connected; one that came this very moment may be missed, and reads its state by itself."""
    rows: Iterable[ConnectionRecord] = ConnectionRecord.query(subject)
    return list(rows)


def _encode(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _post(connection_id: str, data: bytes) -> bool:
    gateway = client("apigatewaymanagementapi", settings().socket_endpoint)
    try:
        gateway.post_to_connection(ConnectionId=connection_id, Data=data)
    except gateway.exceptions.GoneException:
        disconnect(connection_id)
        return False
    except (ClientError, BotoCoreError):
        # A push is a courtesy: the browser re-reads its state when it comes back.
        logger.warning("push failed", extra={"connection_id": connection_id}, exc_info=True)
        return False
    return True


def _find(connection_id: str) -> ConnectionRecord | None:
    rows = ConnectionRecord.query(_own(connection_id), consistent_read=True, limit=1)
    return next(iter(rows), None)


def _row(subject: str, connection_id: str, user_id: str, at: datetime) -> ConnectionRecord:
    return ConnectionRecord(
        subject, connection_id, user_id=user_id, connected_at=at, expires_at=at + _LONGEST
    )


def _own(connection_id: str) -> str:
    return f"connection#{connection_id}"


def _user(user_id: str) -> str:
    return f"user#{user_id}"


def _topic(topic: str) -> str:
    return f"topic#{topic}"
