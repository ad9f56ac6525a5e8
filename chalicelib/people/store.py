"""Reading and writing users, roles, sessions and failed sign-ins."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist, PutError
from pynamodb.expressions.condition import size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.aws.tables import transaction
from chalicelib.people.operation_log import stage_audit
from chalicelib.people.records import CENTER, RoleRecord, SessionRecord, SignInAttemptsRecord, UserRecord
from chalicelib.people.roles import ADMIN, DEFAULT_ROLES, Role
from chalicelib.people.throttle import MEMORY_SECONDS, locked_until, remembered
from chalicelib.people.users import Language, User
from chalicelib.problems import Conflict, TransactionLost
from chalicelib.web import Identity, Permission

# ---- users


def fetch_user(user_id: str) -> User | None:
    """The user, or None."""
    found = fetch_with_hash(user_id)
    return found[0] if found else None


def fetch_with_hash(user_id: str) -> tuple[User, str] | None:
    """The user and the hash of the password, which never leaves this room."""
    try:
        record = UserRecord.get(CENTER, user_id, consistent_read=True)
    except DoesNotExist:
        return None
    return _user(record), record.password_hash


def all_users() -> list[User]:
    """Every user, by username."""
    return sorted((_user(record) for record in UserRecord.query(CENTER)), key=lambda user: user.username)


def insert_user(user: User, password_hash: str, by: Identity, now: datetime) -> None:
    """Write a new user; Conflict if the username is taken."""
    try:
        with transaction() as t:
            t.save(_user_record(user, password_hash), condition=UserRecord.user_id.does_not_exist())
            _follow_admin(t, None, user)
            stage_audit(t, by, "user.created", f"user:{user.username}", None, user.facts, now)
    except TransactionLost as lost:
        raise Conflict("This username is taken.", field="username", rule="unique") from lost


def replace_user(
    before: User, after: User, password_hash: str | None, action: str, by: Identity, now: datetime
) -> None:
    """Write a changed user; Conflict if somebody else was first or if it was the last administrator."""
    actions: list[Action] = [
        UserRecord.name.set(after.name),
        UserRecord.role.set(after.role),
        UserRecord.language.set(after.language),
        UserRecord.worker_sid.set(after.worker_sid) if after.worker_sid else UserRecord.worker_sid.remove(),
        UserRecord.is_disabled.set(after.is_disabled),
        UserRecord.epoch.set(after.epoch),
        UserRecord.updated_at.set(now),
        UserRecord.version.set(before.version + 1),
    ]
    if password_hash:
        actions.append(UserRecord.password_hash.set(password_hash))
    try:
        with transaction() as t:
            is_same = UserRecord.version == before.version
            t.update(UserRecord(CENTER, before.user_id), actions=actions, condition=is_same)
            _follow_admin(t, before, after)
            stage_audit(t, by, action, f"user:{after.username}", before.facts, after.facts, now)
    except TransactionLost as lost:
        now_there = fetch_user(before.user_id)
        if now_there and now_there.version == before.version:
            message = "The last administrator must stay: make somebody else an administrator first."
            raise Conflict(message, code="last_admin") from lost
        raise


def _follow_admin(t: TransactWrite, before: User | None, after: User) -> None:
    was = before is not None and before.role == ADMIN and not before.is_disabled
    will_be = after.role == ADMIN and not after.is_disabled
    if was == will_be:
        return
    admin = RoleRecord(CENTER, ADMIN)
    if will_be:
        t.update(admin, actions=[RoleRecord.enabled_holders.add({after.user_id})])
    else:
        # Two administrators who remove each other at the same time meet here: one of them loses.
        others = size(RoleRecord.enabled_holders) > 1
        t.update(admin, actions=[RoleRecord.enabled_holders.delete({after.user_id})], condition=others)


def _user(record: UserRecord) -> User:
    return User(
        record.user_id, record.username, record.name, record.role, Language(record.language),
        record.worker_sid, bool(record.is_disabled), int(record.epoch), record.created_at, record.updated_at,
        int(record.version),
    )  # fmt: skip


def _user_record(user: User, password_hash: str) -> UserRecord:
    return UserRecord(
        CENTER, user.user_id, username=user.username, name=user.name, role=user.role, language=user.language,
        password_hash=password_hash, worker_sid=user.worker_sid, is_disabled=user.is_disabled,
        epoch=user.epoch, created_at=user.created_at, updated_at=user.updated_at, version=user.version,
    )  # fmt: skip


# ---- roles


def fetch_role(name: str) -> Role | None:
    """The role, or None."""
    try:
        return _role(RoleRecord.get(CENTER, name, consistent_read=True))
    except DoesNotExist:
        return None


def all_roles() -> list[Role]:
    """Every role: the built-in ones first, in order of their powers."""
    roles = [_role(record) for record in RoleRecord.query(CENTER, consistent_read=True)]
    return sorted(roles, key=lambda role: (not role.is_built_in, len(role.permissions), role.name))


def add_default_roles() -> None:
    """Write the roles a center starts with, where they are missing."""
    for role in DEFAULT_ROLES:
        try:
            _role_record(role).save(condition=RoleRecord.name.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise


def insert_role(role: Role, by: Identity, now: datetime) -> None:
    """Write a new role; Conflict if the name is taken."""
    try:
        with transaction() as t:
            t.save(_role_record(role), condition=RoleRecord.name.does_not_exist())
            stage_audit(t, by, "role.created", f"role:{role.name}", None, role_facts(role), now)
    except TransactionLost as lost:
        raise Conflict("There is already a role of this name.", field="name", rule="unique") from lost


def replace_role(before: Role, after: Role, by: Identity, now: datetime) -> None:
    """Write a changed role."""
    actions: list[Action] = [
        RoleRecord.title.set(dict(after.title)),
        RoleRecord.permissions.set(sorted(after.permissions)),
    ]
    with transaction() as t:
        t.update(RoleRecord(CENTER, after.name), actions=actions, condition=RoleRecord.name.exists())
        stage_audit(t, by, "role.changed", f"role:{after.name}", role_facts(before), role_facts(after), now)


def remove_role(role: Role, by: Identity, now: datetime) -> None:
    """Delete a role."""
    with transaction() as t:
        t.delete(RoleRecord(CENTER, role.name), condition=RoleRecord.name.exists())
        stage_audit(t, by, "role.removed", f"role:{role.name}", role_facts(role), None, now)


def role_facts(role: Role) -> Mapping[str, Any]:
    """What the operation log compares."""
    return {"title": dict(role.title), "permissions": sorted(role.permissions)}


def _role(record: RoleRecord) -> Role:
    known = set(Permission)
    permissions = frozenset(Permission(name) for name in record.permissions if name in known)
    # A permission that a later version adds belongs to the administrator without a migration.
    every = frozenset(Permission) if record.name == ADMIN else permissions
    return Role(record.name, record.title, every, bool(record.is_built_in))


def _role_record(role: Role) -> RoleRecord:
    return RoleRecord(
        CENTER, role.name, title=dict(role.title), permissions=sorted(role.permissions),
        is_built_in=role.is_built_in,
    )  # fmt: skip


# ---- failed sign-ins


def lock_of(username: str, now: datetime) -> datetime | None:
    """Until when this username may not try, or None."""
    try:
        record = SignInAttemptsRecord.get(username, consistent_read=True)
    except DoesNotExist:
        return None
    until = locked_until(remembered(int(record.failures), record.last_at, now), record.last_at)
    return until if until and until > now else None


def count_attempt(username: str, now: datetime) -> None:
    """Count an attempt before it is checked, so that many at once are each counted."""
    record = SignInAttemptsRecord(username)
    kept_until = now + timedelta(seconds=MEMORY_SECONDS * 2)
    is_recent = SignInAttemptsRecord.last_at >= now - timedelta(seconds=MEMORY_SECONDS)
    marks = [SignInAttemptsRecord.last_at.set(now), SignInAttemptsRecord.expires_at.set(kept_until)]
    try:
        record.update(actions=[SignInAttemptsRecord.failures.add(1), *marks], condition=is_recent)
    except Exception as error:
        if getattr(error, "cause_response_code", None) != "ConditionalCheckFailedException":
            raise
        record.update(actions=[SignInAttemptsRecord.failures.set(1), *marks])


def forget_attempts(username: str) -> None:
    """A right password ends the row of failures."""
    SignInAttemptsRecord(username).delete()


# ---- sessions


def save_session(token_hash: str, user: User, ends_at: datetime) -> None:
    """Remember a browser that signed in."""
    SessionRecord(
        token_hash, user_id=user.user_id, epoch=user.epoch, ends_at=ends_at, expires_at=ends_at
    ).save()


def fetch_session(token_hash: str) -> tuple[str, int, datetime] | None:
    """(user_id, epoch, ends_at) of a session, or None."""
    try:
        record = SessionRecord.get(token_hash, consistent_read=True)
    except DoesNotExist:
        return None
    return record.user_id, int(record.epoch), record.ends_at


def remove_session(token_hash: str) -> None:
    """Forget a browser; forgetting twice is no error."""
    SessionRecord(token_hash).delete()
