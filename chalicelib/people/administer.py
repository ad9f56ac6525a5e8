"""Keeping users and roles."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.people import store
from chalicelib.people.hashing import hash_password, is_password
from chalicelib.people.password_rules import broken_rules
from chalicelib.people.roles import ADMIN, ROLE_NAME, Role
from chalicelib.people.users import USERNAME, Language, User, user_id_of, worker_sid_of
from chalicelib.problems import Conflict, FieldProblem, Invalid, NotFound
from chalicelib.web import Identity, Permission


def create_user(
    username: str, name: str, role: str, password: str, *, by: Identity, now: datetime,
    language: Language = Language.ZH, is_agent: bool | None = None,
) -> User:  # fmt: skip
    """Add a person. Agents get a worker; without a word about it, those whose role has a desk do."""
    if not USERNAME.fullmatch(username):
        message = "A username has 2 to 32 small letters, digits or underscores and begins with a letter"
        raise Invalid(message, field="username", rule="username")
    known_role = _check_role(role)
    _check_password(password, username)
    takes_contacts = _has_desk(known_role) if is_agent is None else is_agent
    user_id = user_id_of(username)
    user = User(
        user_id, username, name, role, language, worker_sid_of(user_id) if takes_contacts else None,
        is_disabled=False, epoch=0, created_at=now, updated_at=now, version=1,
    )  # fmt: skip
    store.insert_user(user, hash_password(password), by, now)
    return user


def change_user(
    user_id: str, *, by: Identity, now: datetime, name: str | None = None, role: str | None = None,
    language: Language | None = None, is_disabled: bool | None = None, is_agent: bool | None = None,
) -> User:  # fmt: skip
    """Change what is given. Disabling ends the person's sessions; the last administrator stays."""
    before = fetch_user(user_id)
    if role is not None:
        _check_role(role)
    disabled = before.is_disabled if is_disabled is None else is_disabled
    worker_sid = before.worker_sid
    if is_agent is not None:
        worker_sid = worker_sid_of(user_id) if is_agent else None
    after = replace(
        before,
        name=before.name if name is None else name,
        role=before.role if role is None else role,
        language=before.language if language is None else language,
        worker_sid=worker_sid,
        is_disabled=disabled,
        epoch=before.epoch + (1 if disabled and not before.is_disabled else 0),
        updated_at=now,
        version=before.version + 1,
    )
    store.replace_user(before, after, None, "user.changed", by, now)
    return after


def reset_password(user_id: str, password: str, *, by: Identity, now: datetime) -> None:
    """Give a person a new password; every open session of theirs ends."""
    _renew_password(fetch_user(user_id), password, "user.password_reset", by, now)


def change_own_password(identity: Identity, current: str, new: str, now: datetime) -> None:
    """A person's own change, which needs the current password."""
    found = store.fetch_with_hash(identity.user_id)
    if not found or not is_password(current, found[1]):
        raise Invalid("The current password is wrong.", field="current_password", rule="wrong_password")
    _renew_password(found[0], new, "user.password_changed", identity, now)


def fetch_user(user_id: str) -> User:
    """The user; NotFound if there is none."""
    user = store.fetch_user(user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def create_role(
    name: str, title: Mapping[str, str], permissions: Collection[Permission], *, by: Identity, now: datetime
) -> Role:
    """Add a role."""
    if not ROLE_NAME.fullmatch(name):
        message = "A role's name has 2 to 32 small letters, digits or underscores and begins with a letter"
        raise Invalid(message, field="name", rule="role_name")
    role = Role(name, title, frozenset(permissions))
    store.insert_role(role, by, now)
    return role


def change_role(
    name: str, *, by: Identity, now: datetime,
    title: Mapping[str, str] | None = None, permissions: Collection[Permission] | None = None,
) -> Role:  # fmt: skip
    """Change a role's title or permissions; those of the administrator are fixed."""
    before = _fetch_role(name)
    if name == ADMIN and permissions is not None and frozenset(permissions) != before.permissions:
        raise Conflict("The administrator always has every permission.", code="admin_role_fixed")
    after = Role(
        name,
        before.title if title is None else title,
        before.permissions if permissions is None else frozenset(permissions),
        before.is_built_in,
    )
    store.replace_role(before, after, by, now)
    return after


def remove_role(name: str, *, by: Identity, now: datetime) -> None:
    """Delete a role that nobody has."""
    role = _fetch_role(name)
    if role.is_built_in:
        raise Conflict("A built-in role stays.", code="built_in_role")
    if any(user.role == name for user in store.all_users()):
        raise Conflict("Some users still have this role.", code="role_in_use")
    store.remove_role(role, by, now)


def _renew_password(before: User, password: str, action: str, by: Identity, now: datetime) -> None:
    _check_password(password, before.username)
    after = replace(before, epoch=before.epoch + 1, updated_at=now, version=before.version + 1)
    store.replace_user(before, after, hash_password(password), action, by, now)
    store.forget_attempts(before.username)


def _fetch_role(name: str) -> Role:
    role = store.fetch_role(name)
    if role is None:
        raise NotFound("There is no such role.")
    return role


def _check_role(name: str) -> Role:
    role = store.fetch_role(name)
    if role is None:
        raise Invalid("There is no such role.", field="role", rule="unknown_role")
    return role


def _has_desk(role: Role) -> bool:
    """An administrator may do everything, and yet takes no calls unless told to."""
    return role.name != ADMIN and Permission.DESK_USE in role.permissions


def _check_password(password: str, username: str) -> None:
    broken = broken_rules(password, username)
    if broken:
        fields = tuple(FieldProblem("password", each.rule, each.message) for each in broken)
        raise Invalid(". ".join(each.message for each in broken) + ".", fields=fields)
