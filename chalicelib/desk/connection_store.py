"""Whose screen each open socket is, and whether a phone is registered behind it."""

from collections.abc import Collection
from datetime import datetime

from pynamodb.exceptions import DoesNotExist, UpdateError

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


def note(row: DeskConnectionRecord, *, has_phone: bool, is_offered: bool) -> bool:
    """Keep what a screen says of itself; whether that is news. One that has just closed stays forgotten."""
    if (row.has_phone, row.is_offered) == (has_phone, is_offered):
        return False
    said = DeskConnectionRecord.has_phone.set(has_phone), DeskConnectionRecord.is_offered.set(is_offered)
    try:
        row.update(actions=[*said], condition=DeskConnectionRecord.connection_id.exists())
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
    return True


def connections(connection_ids: Collection[str]) -> list[DeskConnectionRecord]:
    """Those of these sockets that are known."""
    return list(DeskConnectionRecord.batch_get(list(connection_ids), consistent_read=True))
