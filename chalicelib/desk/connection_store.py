"""Whose screen each open socket is."""

from datetime import datetime

from pynamodb.exceptions import DoesNotExist

from chalicelib.desk.records import DeskConnectionRecord
from chalicelib.web import Identity, Permission


def add_connection(connection_id: str, identity: Identity, forgotten_at: datetime) -> None:
    """Remember a socket, with what its token allowed when it connected."""
    DeskConnectionRecord(
        connection_id=connection_id,
        user_id=identity.user_id,
        worker_sid=identity.worker_sid,
        may_view_floor=identity.may(Permission.FLOOR_VIEW),
        forgotten_at=forgotten_at,
    ).save()


def remove_connection(connection_id: str) -> None:
    """Forget a socket; one that is not known stays so."""
    DeskConnectionRecord(connection_id).delete()


def find_connection(connection_id: str) -> DeskConnectionRecord | None:
    """The socket, or None."""
    try:
        return DeskConnectionRecord.get(connection_id, consistent_read=True)
    except DoesNotExist:
        return None
