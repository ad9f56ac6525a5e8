"""Tables of the people room: users, roles, sign-in sessions and failed sign-ins."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name

# A center has few users and roles and lists them whole: they share one partition.
CENTER = "center"


class UserRecord(Record):
    """A person who can sign in."""

    class Meta:
        table_name = table_name("users")

    center = UnicodeAttribute(hash_key=True, default=CENTER)
    user_id = UnicodeAttribute(range_key=True)
    username = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    password_hash = UnicodeAttribute()
    language = UnicodeAttribute()
    worker_sid = UnicodeAttribute(null=True)
    is_disabled = BooleanAttribute(default=False)
    # Raised when a password is reset or the user is disabled: sessions of an older epoch are over.
    epoch = NumberAttribute(default=0)
    created_at = UtcDateTime()
    updated_at = UtcDateTime()
    version = NumberAttribute(default=1)


class RoleRecord(Record):
    """A role. The admin role also lists its enabled users, so that the last one can be protected."""

    class Meta:
        table_name = table_name("roles")

    center = UnicodeAttribute(hash_key=True, default=CENTER)
    name = UnicodeAttribute(range_key=True)
    title = Json()
    permissions = Json()
    is_built_in = BooleanAttribute(default=False)
    enabled_holders = UnicodeSetAttribute(null=True)


class SignInAttemptsRecord(Record):
    """Failed sign-ins in a row of one username, existing or not."""

    class Meta:
        table_name = table_name("sign-in-attempts")

    username = UnicodeAttribute(hash_key=True)
    failures = NumberAttribute(default=0)
    last_at = UtcDateTime(null=True)
    expires_at = TTLAttribute(null=True)


class SessionRecord(Record):
    """A signed-in browser. Keyed by the hash of its refresh token, so that a leaked table opens nothing."""

    class Meta:
        table_name = table_name("sessions")

    token_hash = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    epoch = NumberAttribute()
    ends_at = UtcDateTime()
    expires_at = TTLAttribute()
