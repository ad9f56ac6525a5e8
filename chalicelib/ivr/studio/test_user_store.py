"""Addresses that try a flow's draft before it is published."""

from collections.abc import Sequence

from pynamodb.exceptions import DoesNotExist

from chalicelib.ivr.studio.records import TestUsersRecord


def test_users(sid: str) -> list[str]:
    """As they were set."""
    try:
        return [str(user) for user in TestUsersRecord.get(sid, consistent_read=True).users]
    except DoesNotExist:
        return []


def put_test_users(sid: str, users: Sequence[str]) -> None:
    """Replace them all."""
    TestUsersRecord(sid, users=list(users)).save()
