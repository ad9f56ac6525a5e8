"""The tables of the plumbing itself: timers, and who is connected to the socket."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class DueIndex(GlobalSecondaryIndex["TimerRecord"]):
    """Timers in order of their time, in a few partitions so that none is hot."""

    class Meta:
        index_name = "by_due"
        projection = AllProjection()

    shard = NumberAttribute(hash_key=True)
    due_at = UtcDateTime(range_key=True)


class TimerRecord(Record):
    """One armed timer, `kind#key`."""

    class Meta:
        table_name = table_name("timers")

    timer_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    key = UnicodeAttribute()
    due_at = UtcDateTime()
    payload = Json()
    shard = NumberAttribute()
    is_far = BooleanAttribute(default=False)
    claimed_until = UtcDateTime(null=True)
    by_due = DueIndex()


class ConnectionRecord(Record):
    """An open socket, once under each subject that reaches it: itself, its user, its topics."""

    class Meta:
        table_name = table_name("connections")

    subject = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute()
    topics = UnicodeSetAttribute(null=True)
    connected_at = UtcDateTime()
    expires_at = TTLAttribute()
