"""Users, roles, permissions, sign-in and the operation log."""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.people.administer import (
        change_user,
        create_role,
        create_user,
        fetch_user,
        remove_role,
        reset_password,
    )
    from chalicelib.people.hashing import hash_password, is_password
    from chalicelib.people.operation_log import AuditEntry, audit, entries_of, stage_audit, system
    from chalicelib.people.operation_log import archive as archive_operations
    from chalicelib.people.roles import DEFAULT_ROLES, Role
    from chalicelib.people.signing_in import SignedIn, refresh, sign_in, sign_out
    from chalicelib.people.store import add_default_roles, all_roles, all_users
    from chalicelib.people.users import (
        Language,
        User,
        identity_of,
        user_id_of,
        user_id_of_worker,
        worker_sid_of,
    )

__all__ = [
    "DEFAULT_ROLES",
    "AuditEntry",
    "Language",
    "Role",
    "SignedIn",
    "User",
    "add_default_roles",
    "all_roles",
    "all_users",
    "archive_operations",
    "audit",
    "change_user",
    "create_role",
    "create_user",
    "entries_of",
    "fetch_user",
    "hash_password",
    "identity_of",
    "is_password",
    "refresh",
    "remove_role",
    "reset_password",
    "sign_in",
    "sign_out",
    "stage_audit",
    "system",
    "user_id_of",
    "user_id_of_worker",
    "worker_sid_of",
]
