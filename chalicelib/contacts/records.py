"""The tables of the contact log, the contact summaries and their recordings."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class EventsByHour(GlobalSecondaryIndex["EventRecord"]):
    """The whole center's log by time; a bucket an hour keeps partitions small."""

    class Meta:
        index_name = "by-hour"
        projection = AllProjection()

    hour = UnicodeAttribute(hash_key=True)
    at = UtcDateTime(range_key=True)


class EventRecord(Record):
    """One entry of the log. `subject` is the contact, or the worker for news of an agent alone."""

    class Meta:
        table_name = table_name("events")
        stream_view_type = "NEW_IMAGE"

    subject = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    type = UnicodeAttribute()
    at = UtcDateTime()
    hour = UnicodeAttribute()
    contact_id = UnicodeAttribute(null=True)
    worker_sid = UnicodeAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    reservation_sid = UnicodeAttribute(null=True)
    data = Json(default=dict)
    by_hour = EventsByHour()


class ContactsByHour(GlobalSecondaryIndex["ContactRecord"]):
    """Contacts by the hour in which they began."""

    class Meta:
        index_name = "by-hour"
        projection = AllProjection()

    hour = UnicodeAttribute(hash_key=True)
    started_at = UtcDateTime(range_key=True)


class ContactsByCustomer(GlobalSecondaryIndex["ContactRecord"]):
    """A customer's contacts."""

    class Meta:
        index_name = "by-customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    started_at = UtcDateTime(range_key=True)


class ContactsByWorker(GlobalSecondaryIndex["ContactRecord"]):
    """An agent's contacts."""

    class Meta:
        index_name = "by-worker"
        projection = AllProjection()

    worker_sid = UnicodeAttribute(hash_key=True)
    started_at = UtcDateTime(range_key=True)


class ContactsByNumber(GlobalSecondaryIndex["ContactRecord"]):
    """The contacts of a telephone number, whoever it belongs to."""

    class Meta:
        index_name = "by-number"
        projection = AllProjection()

    from_number = UnicodeAttribute(hash_key=True)
    started_at = UtcDateTime(range_key=True)


class LiveContacts(GlobalSecondaryIndex["ContactRecord"]):
    """Only the contacts whose caller is on the line: the attribute is taken away when they leave."""

    class Meta:
        index_name = "live"
        projection = AllProjection()

    live = UnicodeAttribute(hash_key=True)
    started_at = UtcDateTime(range_key=True)


class ContactRecord(Record):
    """The summary of one contact."""

    class Meta:
        table_name = table_name("contacts")

    contact_id = UnicodeAttribute(hash_key=True)
    channel = UnicodeAttribute()
    direction = UnicodeAttribute()
    from_number = UnicodeAttribute()
    to_number = UnicodeAttribute()
    access = UnicodeAttribute()
    state = UnicodeAttribute()
    call_sid = UnicodeAttribute()
    hour = UnicodeAttribute()
    live = UnicodeAttribute(null=True)
    trunk = UnicodeAttribute(null=True)
    gateway = UnicodeAttribute(null=True)
    span = UnicodeAttribute(null=True)
    is_overflow = BooleanAttribute(default=False)
    customer_id = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    flow = UnicodeAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    worker_sid = UnicodeAttribute(null=True)
    agent_name = UnicodeAttribute(null=True)
    task_sid = UnicodeAttribute(null=True)
    reservation_sid = UnicodeAttribute(null=True)
    agent_call_sid = UnicodeAttribute(null=True)
    conference_sid = UnicodeAttribute(null=True)
    return_url = UnicodeAttribute(null=True)
    enqueued = Json(null=True)
    started_at = UtcDateTime()
    queued_at = UtcDateTime(null=True)
    answered_at = UtcDateTime(null=True)
    ended_at = UtcDateTime(null=True)
    leave_type = UnicodeAttribute(null=True)
    disposition = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    hold_count = NumberAttribute(default=0)
    has_recording = BooleanAttribute(default=False)
    by_hour = ContactsByHour()
    by_customer = ContactsByCustomer()
    by_worker = ContactsByWorker()
    by_number = ContactsByNumber()
    live_contacts = LiveContacts()


class RecordingRecord(Record):
    """A stored recording; the audio itself is in object storage."""

    class Meta:
        table_name = table_name("recordings")

    contact_id = UnicodeAttribute(hash_key=True)
    recording_id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    duration_seconds = NumberAttribute()
    object_key = UnicodeAttribute()
    recorded_at = UtcDateTime()
