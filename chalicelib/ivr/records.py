"""The tables of flows, executions, numbers and calendars."""

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class FlowRecord(Record):
    """One published revision. `document` is the definition to the byte, compressed."""

    class Meta:
        table_name = table_name("flows")

    sid = UnicodeAttribute(hash_key=True)
    revision = NumberAttribute(range_key=True)
    name = UnicodeAttribute()
    document = BinaryAttribute(legacy_encoding=False)
    bindings = Json()
    secrets = Json()
    published_at = UtcDateTime()
    published_by = UnicodeAttribute(null=True)
    note = UnicodeAttribute(default="")
    rolled_back_to = NumberAttribute(null=True)


class FlowLineRecord(Record):
    """The newest revision of each flow, all under one key: what a list of flows shows."""

    class Meta:
        table_name = table_name("flow-lines")

    center = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(range_key=True)
    sid = UnicodeAttribute()
    revision = NumberAttribute()
    published_at = UtcDateTime()
    published_by = UnicodeAttribute(null=True)


class ExecutionsByHour(GlobalSecondaryIndex["ExecutionRecord"]):
    """Which executions began in an hour without a call, whose contact is found by itself; keys only."""

    class Meta:
        index_name = "by_hour"
        projection = KeysOnlyProjection()

    hour = UnicodeAttribute(hash_key=True)
    started_at = UtcDateTime(range_key=True)


class UndoneExecutions(GlobalSecondaryIndex["ExecutionRecord"]):
    """The few executions that could not be closed; keys only."""

    class Meta:
        index_name = "undone"
        projection = KeysOnlyProjection()

    undone = UnicodeAttribute(hash_key=True)
    started_at = UtcDateTime(range_key=True)


class ExecutionRecord(Record):
    """One call's way through a flow: everything that came in, each entry a JSON text. `known_state` spares
    replaying the first `known_at` inputs; `asking` is the place of the answer that a job is getting, and
    `hung_up` says that the end of the call is among the inputs."""

    class Meta:
        table_name = table_name("executions")

    contact_id = UnicodeAttribute(hash_key=True)
    flow_sid = UnicodeAttribute()
    revision = NumberAttribute()
    hour = UnicodeAttribute(null=True)
    started_at = UtcDateTime()
    inputs = ListAttribute(of=UnicodeAttribute)
    known_state = UnicodeAttribute(null=True)
    known_at = NumberAttribute(default=0)
    asking = NumberAttribute(null=True)
    hung_up = BooleanAttribute(null=True)
    undone = UnicodeAttribute(null=True)
    by_hour = ExecutionsByHour()
    undone_executions = UndoneExecutions()


class NumberRecord(Record):
    """A number callers dial."""

    class Meta:
        table_name = table_name("numbers")

    center = UnicodeAttribute(hash_key=True)
    number = UnicodeAttribute(range_key=True)
    label = UnicodeAttribute()
    kind = UnicodeAttribute()
    calendar = UnicodeAttribute()
    flows = Json()
    fallback_queue = UnicodeAttribute(null=True)


class CalendarRecord(Record):
    """A calendar of the center, hours as `HH:MM` pairs."""

    class Meta:
        table_name = table_name("calendars")

    center = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(range_key=True)
    zone = UnicodeAttribute()
    weekly = Json()
    holidays = Json()
    special_days = Json()


class ListedCallerRecord(Record):
    """A caller on the black, white, VIP or enterprise list."""

    class Meta:
        table_name = table_name("caller-lists")

    center = UnicodeAttribute(hash_key=True)
    number = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    queue = UnicodeAttribute(null=True)
    flow = UnicodeAttribute(null=True)
    note = UnicodeAttribute(default="")


class EntryOrderRecord(Record):
    """In which order a call that comes in is decided on, and the flows of trunks and kinds of numbers."""

    class Meta:
        table_name = table_name("entry-order")

    center = UnicodeAttribute(hash_key=True)
    order = Json()
    flows = Json(null=True)


class CallerSecretRecord(Record):
    """A password or cipher that a customer keys on the telephone, as a hash."""

    class Meta:
        table_name = table_name("caller-secrets")

    customer_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(range_key=True)
    hashed = UnicodeAttribute()
    failures = NumberAttribute(default=0)
    failed_at = UtcDateTime(null=True)
