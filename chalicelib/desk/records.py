"""The tables of the desk: who is connected, outcome codes, the floor's rolling figures."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.aws.tables import Json, Record, table_name


class DeskConnectionRecord(Record):
    """Whose screen a socket is, as its token said when it connected."""

    class Meta:
        table_name = table_name("desk-connections")

    connection_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    worker_sid = UnicodeAttribute(null=True)
    may_view_floor = BooleanAttribute(default=False)
    forgotten_at = TTLAttribute()


class DispositionsRecord(Record):
    """A queue's outcome codes: a list of {"code", "zh", "en"}."""

    class Meta:
        table_name = table_name("dispositions")

    queue = UnicodeAttribute(hash_key=True)
    codes = Json()


class DayFiguresRecord(Record):
    """What a queue has seen on one day of the center; only ever added to."""

    class Meta:
        table_name = table_name("day-figures")

    day = UnicodeAttribute(hash_key=True)
    queue = UnicodeAttribute(range_key=True)
    calls = NumberAttribute(default=0)
    entered = NumberAttribute(default=0)
    answered = NumberAttribute(default=0)
    answered_in_time = NumberAttribute(default=0)
    answered_wait_seconds = NumberAttribute(default=0)
    abandoned = NumberAttribute(default=0)
    left_message = NumberAttribute(default=0)
    rona = NumberAttribute(default=0)
    forgotten_at = TTLAttribute()


class CountedEventRecord(Record):
    """The mark that an event has been added to the figures, so that a replay of the stream adds nothing."""

    class Meta:
        table_name = table_name("counted-events")

    event = UnicodeAttribute(hash_key=True)
    forgotten_at = TTLAttribute()
