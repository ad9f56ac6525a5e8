"""Shapes of the people room's requests and answers."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.people.signing_in import SignedIn
from chalicelib.people.users import Language, User
from chalicelib.web import Identity, Permission

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Password = Annotated[str, StringConstraints(max_length=1024)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInIn(_Strict):
    username: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[Password, StringConstraints(min_length=1)]


class RefreshIn(_Strict):
    refresh_token: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class OwnPasswordIn(_Strict):
    current_password: Password
    new_password: Password


class SessionUser(BaseModel):
    user_id: str
    username: str
    name: str
    role: str
    permissions: list[Permission]
    worker_sid: str | None
    language: Language

    @classmethod
    def of(cls, user: User, identity: Identity) -> Self:
        """The person and what the person may do, as the browser needs it to build its menus."""
        return cls(
            user_id=user.user_id, username=user.username, name=user.name, role=user.role,
            permissions=sorted(identity.permissions), worker_sid=user.worker_sid, language=user.language,
        )  # fmt: skip


class SessionOut(BaseModel):
    access_token: str
    refresh_token: str
    expires_in: int = Field(description="Seconds until the access token ends")
    user: SessionUser

    @classmethod
    def of(cls, signed_in: SignedIn) -> Self:
        """The tokens and the person."""
        return cls(
            access_token=signed_in.access_token, refresh_token=signed_in.refresh_token,
            expires_in=signed_in.expires_in, user=SessionUser.of(signed_in.user, signed_in.identity),
        )  # fmt: skip


class CurrentSessionOut(BaseModel):
    user: SessionUser


class OwnSettingsIn(_Strict):
    language: Language


class UserIn(_Strict):
    username: str
    name: Name
    role: str
    password: Password
    language: Language = Language.ZH
    is_agent: bool | None = Field(None, description="Takes contacts; so by default where the role has a desk")


class UserPatch(_Strict):
    name: Name | None = None
    role: str | None = None
    language: Language | None = None
    is_disabled: bool | None = None
    is_agent: bool | None = None


class PasswordIn(_Strict):
    password: Password


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    user_id: str
    username: str
    name: str
    role: str
    language: Language
    worker_sid: str | None
    is_disabled: bool
    created_at: datetime
    updated_at: datetime


class Title(_Strict):
    zh: Name
    en: Name


class RoleIn(_Strict):
    name: str
    title: Title
    permissions: set[Permission]


class RolePatch(_Strict):
    title: Title | None = None
    permissions: set[Permission] | None = None


class RoleOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    title: dict[str, str]
    permissions: list[Permission]
    is_built_in: bool


class PermissionOut(BaseModel):
    name: Permission
    title: dict[str, str]


class AuditQuery(_Strict):
    day: date | None = Field(None, description="A day in the center's time zone; today if absent")
    user: str | None = Field(None, description="A username")
    cursor: str | None = None


class AuditOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    at: datetime
    user_id: str
    username: str
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
