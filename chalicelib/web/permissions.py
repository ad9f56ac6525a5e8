"""What a person may do. Every route names one of these, or says that it is public."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """One thing that a role may allow."""

    CONTACTS_READ = "contacts.read"
    CONTACTS_READ_ALL = "contacts.read_all"
    RECORDINGS_PLAY = "recordings.play"
    DESK_USE = "desk.use"
    CALLS_PICK_UP = "calls.pick_up"
    CUSTOMERS_READ = "customers.read"
    CUSTOMERS_WRITE = "customers.write"
    WAYBILLS_READ = "waybills.read"
    WAYBILLS_WRITE = "waybills.write"
    TICKETS_READ = "tickets.read"
    TICKETS_WRITE = "tickets.write"
    AGENTS_ASSIGN = "agents.assign"
    FLOOR_VIEW = "floor.view"
    REPORTS_VIEW = "reports.view"
    REPORTS_RUN = "reports.run"
    FLOWS_READ = "flows.read"
    FLOWS_WRITE = "flows.write"
    NUMBERS_WRITE = "numbers.write"
    USERS_READ = "users.read"
    USERS_WRITE = "users.write"
    ROLES_WRITE = "roles.write"
    AUDIT_READ = "audit.read"


class Public:
    """The mark of a route that needs no sign-in."""


PUBLIC: Final = Public()


class SignedIn:
    """The mark of a route that any signed-in person may use, such as reading one's own session."""


SIGNED_IN: Final = SignedIn()
