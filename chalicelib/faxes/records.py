"""The outbox: every fax that was asked for, and what became of it."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Record, UtcDateTime, table_name


class FaxesByStatus(GlobalSecondaryIndex["FaxRecord"]):
    """Faxes of one status, in the order in which they were asked for."""

    class Meta:
        index_name = "by-status"
        projection = AllProjection()

    status = UnicodeAttribute(hash_key=True)
    asked_at = UtcDateTime(range_key=True)


class FaxRecord(Record):
    """One fax."""

    class Meta:
        table_name = table_name("faxes")

    fax_id = UnicodeAttribute(hash_key=True)
    to = UnicodeAttribute()
    subject = UnicodeAttribute()
    html = UnicodeAttribute()
    language = UnicodeAttribute()
    asked_at = UtcDateTime()
    contact_id = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    round = NumberAttribute()
    attempt = NumberAttribute()
    service_id = UnicodeAttribute(null=True)
    taken_at = UtcDateTime(null=True)
    ended_at = UtcDateTime(null=True)
    reason = UnicodeAttribute(null=True)
    by_status = FaxesByStatus()
