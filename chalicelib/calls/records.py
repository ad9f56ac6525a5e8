"""The tables of live calls: messages left, callbacks, gateways."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class VoicemailsByStatus(GlobalSecondaryIndex["VoicemailRecord"]):
    """Messages of one status, by when they were left."""

    class Meta:
        index_name = "by-status"
        projection = AllProjection()

    status = UnicodeAttribute(hash_key=True)
    left_at = UtcDateTime(range_key=True)


class VoicemailRecord(Record):
    """A message that a caller left, and what became of it."""

    class Meta:
        table_name = table_name("voicemails")

    voicemail_id = UnicodeAttribute(hash_key=True)
    contact_id = UnicodeAttribute()
    recording_id = UnicodeAttribute()
    queue = UnicodeAttribute(null=True)
    from_number = UnicodeAttribute()
    left_at = UtcDateTime()
    duration_seconds = NumberAttribute()
    status = UnicodeAttribute()
    by_status = VoicemailsByStatus()


class CallbacksByStatus(GlobalSecondaryIndex["CallbackRecord"]):
    """Callbacks of one status, by when they were asked for."""

    class Meta:
        index_name = "by-status"
        projection = AllProjection()

    status = UnicodeAttribute(hash_key=True)
    asked_at = UtcDateTime(range_key=True)


class CallbacksByNumber(GlobalSecondaryIndex["CallbackRecord"]):
    """Callbacks to one number, by when they were asked for."""

    class Meta:
        index_name = "by-number"
        projection = AllProjection()

    number = UnicodeAttribute(hash_key=True)
    asked_at = UtcDateTime(range_key=True)


class CallbackRecord(Record):
    """A caller's wish to be called back, and what became of it."""

    class Meta:
        table_name = table_name("callbacks")

    callback_id = UnicodeAttribute(hash_key=True)
    number = UnicodeAttribute()
    our_number = UnicodeAttribute()
    queue = UnicodeAttribute()
    language = UnicodeAttribute()
    priority = NumberAttribute()
    asked_in = UnicodeAttribute()
    asked_at = UtcDateTime()
    place_at = UtcDateTime()
    due_at = UtcDateTime()
    status = UnicodeAttribute()
    attempt = NumberAttribute()
    reason = UnicodeAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    reservation_sid = UnicodeAttribute(null=True)
    call_sid = UnicodeAttribute(null=True)
    result = UnicodeAttribute(null=True)
    ended_at = UtcDateTime(null=True)
    by_status = CallbacksByStatus()
    by_number = CallbacksByNumber()


class GatewayRecord(Record):
    """A gateway in front of our trunk with its lines: `spans` is a list of {"name", "channels"}. All of them
    stand under one key, so that they are read together."""

    class Meta:
        table_name = table_name("gateways")

    center = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(range_key=True)
    trunk = UnicodeAttribute()
    kind = UnicodeAttribute()
    vendor = UnicodeAttribute()
    spans = Json()


class OutboundTrunkRecord(Record):
    """A way by which calls go out: `rates` is a list of {"prefix", "cost_per_minute"}."""

    class Meta:
        table_name = table_name("gateways")

    center = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(range_key=True)
    address = UnicodeAttribute()
    rates = Json()
    is_out_of_service = BooleanAttribute(default=False)
