"""Roles a center starts with. Further roles are records; `admin` always holds every permission."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.web import Permission

ADMIN = "admin"
ROLE_NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")

_AGENT = frozenset({
    Permission.DESK_USE, Permission.CONTACTS_READ, Permission.RECORDINGS_PLAY, Permission.CUSTOMERS_READ,
    Permission.CUSTOMERS_WRITE, Permission.WAYBILLS_READ, Permission.TICKETS_READ, Permission.TICKETS_WRITE,
    Permission.CALLS_PICK_UP,
})  # fmt: skip
_SUPERVISOR = (_AGENT - {Permission.DESK_USE}) | {
    Permission.CONTACTS_READ_ALL, Permission.FLOOR_VIEW, Permission.REPORTS_VIEW, Permission.REPORTS_RUN,
    Permission.USERS_READ, Permission.FLOWS_READ, Permission.AGENTS_ASSIGN,
}  # fmt: skip
_MANAGER = _SUPERVISOR | {
    Permission.WAYBILLS_WRITE, Permission.FLOWS_WRITE, Permission.NUMBERS_WRITE, Permission.AUDIT_READ,
}  # fmt: skip


@dataclass(frozen=True)
class Role:
    """What the users of a role may do."""

    name: str
    title: Mapping[str, str]
    permissions: frozenset[Permission]
    is_built_in: bool = False


DEFAULT_ROLES = (
    Role("agent", {"zh": "坐席", "en": "Agent"}, _AGENT, is_built_in=True),
    Role("supervisor", {"zh": "班长", "en": "Supervisor"}, _SUPERVISOR, is_built_in=True),
    Role("manager", {"zh": "经理", "en": "Manager"}, _MANAGER, is_built_in=True),
    Role(ADMIN, {"zh": "管理员", "en": "Administrator"}, frozenset(Permission), is_built_in=True),
)
