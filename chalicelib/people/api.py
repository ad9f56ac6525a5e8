"""Routes of sign-in, users, roles and the operation log."""

from zoneinfo import ZoneInfo

from chalice import Blueprint

from chalicelib.aws.settings import settings
from chalicelib.people import administer, operation_log, schemas, signing_in, store
from chalicelib.people.permission_titles import title_of
from chalicelib.people.roles import Role
from chalicelib.people.users import User
from chalicelib.web import PUBLIC, SIGNED_IN, Call, Page, Permission, route

bp = Blueprint(__name__)


@route(
    bp, "POST", "/session", permission=PUBLIC, body=schemas.SignInIn, returns=schemas.SessionOut,
    summary="Sign in", tag="session",
)  # fmt: skip
def start_session(call: Call) -> schemas.SessionOut:
    return schemas.SessionOut.of(signing_in.sign_in(call.body.username, call.body.password, call.now))


@route(
    bp, "POST", "/session/refresh", permission=PUBLIC, body=schemas.RefreshIn, returns=schemas.SessionOut,
    summary="Stay signed in", tag="session",
)  # fmt: skip
def refresh_session(call: Call) -> schemas.SessionOut:
    return schemas.SessionOut.of(signing_in.refresh(call.body.refresh_token, call.now))


@route(
    bp, "GET", "/session", permission=SIGNED_IN, returns=schemas.CurrentSessionOut,
    summary="Who is signed in", tag="session",
)  # fmt: skip
def current_session(call: Call) -> schemas.CurrentSessionOut:
    user = administer.fetch_user(call.identity.user_id)
    return schemas.CurrentSessionOut(user=schemas.SessionUser.of(user, call.identity))


@route(
    bp, "PATCH", "/session", permission=SIGNED_IN, body=schemas.OwnSettingsIn,
    returns=schemas.CurrentSessionOut, summary="Change one's own settings", tag="session",
)  # fmt: skip
def change_own_settings(call: Call) -> schemas.CurrentSessionOut:
    user = administer.change_user(
        call.identity.user_id, language=call.body.language, by=call.identity, now=call.now
    )
    return schemas.CurrentSessionOut(user=schemas.SessionUser.of(user, call.identity))


@route(
    bp,
    "POST",
    "/session/end",
    permission=SIGNED_IN,
    body=schemas.RefreshIn,
    summary="Sign out",
    tag="session",
)
def end_session(call: Call) -> None:
    signing_in.sign_out(call.body.refresh_token, call.identity, call.now)


@route(
    bp, "POST", "/session/password", permission=SIGNED_IN, body=schemas.OwnPasswordIn,
    summary="Change one's own password", tag="session",
)  # fmt: skip
def change_own_password(call: Call) -> None:
    administer.change_own_password(
        call.identity, call.body.current_password, call.body.new_password, call.now
    )


@route(
    bp, "GET", "/users", permission=Permission.USERS_READ, returns=Page[schemas.UserOut],
    summary="List users", tag="people",
)  # fmt: skip
def list_users(_: Call) -> dict[str, list[User]]:
    return {"items": store.all_users()}


@route(
    bp, "POST", "/users", permission=Permission.USERS_WRITE, body=schemas.UserIn, returns=schemas.UserOut,
    status=201, summary="Add a user", tag="people",
)  # fmt: skip
def create_user(call: Call) -> User:
    return administer.create_user(**call.body.model_dump(), by=call.identity, now=call.now)


@route(
    bp, "GET", "/users/{user_id}", permission=Permission.USERS_READ, returns=schemas.UserOut,
    summary="See a user", tag="people",
)  # fmt: skip
def get_user(call: Call) -> User:
    return administer.fetch_user(call.path["user_id"])


@route(
    bp, "PATCH", "/users/{user_id}", permission=Permission.USERS_WRITE, body=schemas.UserPatch,
    returns=schemas.UserOut, summary="Change or disable a user", tag="people",
)  # fmt: skip
def change_user(call: Call) -> User:
    changes = call.body.model_dump(exclude_unset=True)
    return administer.change_user(call.path["user_id"], **changes, by=call.identity, now=call.now)


@route(
    bp, "POST", "/users/{user_id}/password", permission=Permission.USERS_WRITE, body=schemas.PasswordIn,
    summary="Reset a user's password", tag="people",
)  # fmt: skip
def reset_password(call: Call) -> None:
    administer.reset_password(call.path["user_id"], call.body.password, by=call.identity, now=call.now)


@route(
    bp, "GET", "/roles", permission=Permission.USERS_READ, returns=Page[schemas.RoleOut],
    summary="List roles", tag="people",
)  # fmt: skip
def list_roles(_: Call) -> dict[str, list[Role]]:
    return {"items": store.all_roles()}


@route(
    bp, "POST", "/roles", permission=Permission.ROLES_WRITE, body=schemas.RoleIn, returns=schemas.RoleOut,
    status=201, summary="Add a role", tag="people",
)  # fmt: skip
def create_role(call: Call) -> Role:
    return administer.create_role(**call.body.model_dump(), by=call.identity, now=call.now)


@route(
    bp, "PATCH", "/roles/{name}", permission=Permission.ROLES_WRITE, body=schemas.RolePatch,
    returns=schemas.RoleOut, summary="Change a role", tag="people",
)  # fmt: skip
def change_role(call: Call) -> Role:
    changes = call.body.model_dump(exclude_unset=True)
    return administer.change_role(call.path["name"], **changes, by=call.identity, now=call.now)


@route(
    bp, "DELETE", "/roles/{name}", permission=Permission.ROLES_WRITE, summary="Remove a role", tag="people"
)
def remove_role(call: Call) -> None:
    administer.remove_role(call.path["name"], by=call.identity, now=call.now)


@route(
    bp, "GET", "/permissions", permission=Permission.USERS_READ, returns=Page[schemas.PermissionOut],
    summary="List everything a role can allow", tag="people",
)  # fmt: skip
def list_permissions(_: Call) -> dict[str, list[schemas.PermissionOut]]:
    return {"items": [schemas.PermissionOut(name=each, title=title_of(each)) for each in Permission]}


@route(
    bp, "GET", "/audit", permission=Permission.AUDIT_READ, query=schemas.AuditQuery,
    returns=Page[schemas.AuditOut], summary="Read the operation log of a day", tag="people",
)  # fmt: skip
def read_audit(call: Call) -> dict[str, object]:
    day = call.query.day or call.now.astimezone(ZoneInfo(settings().time_zone)).date()
    items, cursor = operation_log.entries_of(day, call.query.user, call.query.cursor)
    return {"items": items, "next_cursor": cursor}
