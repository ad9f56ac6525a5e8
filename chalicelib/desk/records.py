"""The tables of the desk: who is connected, outcome codes."""

from pynamodb.attributes import BooleanAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.aws.tables import Json, Record, table_name


class DeskConnectionRecord(Record):
    """Whose screen a socket is, as its token said when it connected, and what its heartbeats last said."""

    class Meta:
        table_name = table_name("desk-connections")

    connection_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    worker_sid = UnicodeAttribute(null=True)
    may_view_floor = BooleanAttribute(default=False)
    has_phone = BooleanAttribute(default=False)
    is_offered = BooleanAttribute(default=False)
    forgotten_at = TTLAttribute()


class DispositionsRecord(Record):
    """A queue's outcome codes: a list of {"code", "zh", "en"}."""

    class Meta:
        table_name = table_name("dispositions")

    queue = UnicodeAttribute(hash_key=True)
    codes = Json()
