"""The table of the log, with the few keys by which contacts are found.

subject  CT...  key 00000       the head: how the contact began, and the keys by which it is found. Once the
                                contact is filed, its whole summary, for the lists
                key 00001 ...   its lines, one for each change
                key WR...       the course of a reservation: its status, its first event, a step for each more
                key <cause>     events that another room wrote in a transaction of its own
subject  WK...  key <cause>     news of an agent alone

The indexes hold keys only, so a contact that changes is not written once more for each of them.
"""

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class ByHour(GlobalSecondaryIndex["LineRecord"]):
    """Contacts by the hour in which they began, and what stands in the log without one."""

    class Meta:
        index_name = "by-hour"
        projection = IncludeProjection(["is_outbound"])

    hour = UnicodeAttribute(hash_key=True)
    at = UtcDateTime(range_key=True)


class ByCustomer(GlobalSecondaryIndex["LineRecord"]):
    """A customer's contacts."""

    class Meta:
        index_name = "by-customer"
        projection = KeysOnlyProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    at = UtcDateTime(range_key=True)


class ByWorker(GlobalSecondaryIndex["LineRecord"]):
    """The contacts that an agent has had."""

    class Meta:
        index_name = "by-worker"
        projection = KeysOnlyProjection()

    worker_sid = UnicodeAttribute(hash_key=True)
    at = UtcDateTime(range_key=True)


class ByNumber(GlobalSecondaryIndex["LineRecord"]):
    """The contacts of a customer's telephone number, whoever it belongs to."""

    class Meta:
        index_name = "by-number"
        projection = KeysOnlyProjection()

    number = UnicodeAttribute(hash_key=True)
    at = UtcDateTime(range_key=True)


class Live(GlobalSecondaryIndex["LineRecord"]):
    """Only the contacts whose caller is on the line, with the way by which they came."""

    class Meta:
        index_name = "live"
        projection = IncludeProjection(["access", "gateway", "span"])

    live = UnicodeAttribute(hash_key=True)
    at = UtcDateTime(range_key=True)


class Counted(GlobalSecondaryIndex["LineRecord"]):
    """The few lines that the figures of the day are made of, by hour; `figures` is what they are."""

    class Meta:
        index_name = "counted"
        projection = IncludeProjection(["figures"])

    counted = UnicodeAttribute(hash_key=True)
    at = UtcDateTime(range_key=True)


class LineRecord(Record):
    """One line; `line` is what contacts/lines.py writes. Only heads carry the other attributes, of which
    `until` is when the last thing happened that a closed contact tells of, `hour` and `at` whatever stands
    alone, and `counted`, `figures` and `at` what counts today. Only courses have `status` and `steps`."""

    class Meta:
        table_name = table_name("events")
        stream_view_type = "NEW_IMAGE"

    subject = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    line = UnicodeAttribute()
    hour = UnicodeAttribute(null=True)
    at = UtcDateTime(null=True)
    number = UnicodeAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    worker_sid = UnicodeAttribute(null=True)
    live = UnicodeAttribute(null=True)
    access = UnicodeAttribute(null=True)
    gateway = UnicodeAttribute(null=True)
    span = UnicodeAttribute(null=True)
    is_outbound = BooleanAttribute(null=True)
    filed = NumberAttribute(null=True)
    until = UtcDateTime(null=True)
    counted = UnicodeAttribute(null=True)
    figures = Json(null=True)
    status = UnicodeAttribute(null=True)
    steps = ListAttribute(of=UnicodeAttribute, null=True)
    by_hour = ByHour()
    by_customer = ByCustomer()
    by_worker = ByWorker()
    by_number = ByNumber()
    live_contacts = Live()
    counted_lines = Counted()
