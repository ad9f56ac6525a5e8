"""The tables of live calls: agents' legs, messages left, gateways."""

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class LegRecord(Record):
    """The agent's leg of one reservation; kept a day for late callbacks."""

    class Meta:
        table_name = table_name("legs")

    reservation_sid = UnicodeAttribute(hash_key=True)
    contact_id = UnicodeAttribute()
    task_sid = UnicodeAttribute()
    worker_sid = UnicodeAttribute()
    queue = UnicodeAttribute()
    state = UnicodeAttribute()
    offered_at = UtcDateTime()
    expires_at = UtcDateTime()
    call_sid = UnicodeAttribute(null=True)
    conference_sid = UnicodeAttribute(null=True)
    answered_at = UtcDateTime(null=True)
    ended_by = UnicodeAttribute(null=True)
    joined = UnicodeSetAttribute(null=True)
    forgotten_at = TTLAttribute()


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
