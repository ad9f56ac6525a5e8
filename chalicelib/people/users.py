"""What a user is, and which changes end the sessions that are open."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.people.roles import Role
from chalicelib.web import Identity

# Twilio allows only letters, digits and underscores in a Voice SDK identity, and the username is one.
USERNAME = re.compile(r"[a-z][a-z0-9_]{1,31}")


class Language(StrEnum):
    """Languages of the screens."""

    ZH = "zh-CN"
    EN = "en"


@dataclass(frozen=True)
class User:
    """A person who can sign in. `worker_sid` is set for those who take contacts."""

    user_id: str
    username: str
    name: str
    role: str
    language: Language
    worker_sid: str | None
    is_disabled: bool
    epoch: int
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def facts(self) -> dict[str, Any]:
        """What the operation log compares."""
        return {
            "role": self.role, "name": self.name, "language": str(self.language),
            "is_disabled": self.is_disabled, "is_agent": self.worker_sid is not None,
        }  # fmt: skip


def user_id_of(username: str) -> str:
    """Made of the username, which never changes: one write makes both unique."""
    return "US" + hashlib.sha256(username.encode()).hexdigest()[:32]


def worker_sid_of(user_id: str) -> str:
    """The worker that a user is in routing."""
    return "WK" + user_id[2:]


def user_id_of_worker(worker_sid: str) -> str:
    """The user that a worker is."""
    return "US" + worker_sid[2:]


def identity_of(user: User, role: Role | None) -> Identity:
    """Whom the token names. A user whose role is gone may do nothing."""
    return Identity(
        user_id=user.user_id,
        username=user.username,
        name=user.name,
        role=user.role,
        permissions=role.permissions if role else frozenset(),
        worker_sid=user.worker_sid,
    )
