"""The table of the operation log."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class AuditByUser(GlobalSecondaryIndex["AuditRecord"]):
    """The operation log of one user."""

    class Meta:
        index_name = "by_user"
        projection = AllProjection()

    username = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class AuditRecord(Record):
    """One operation. Rows are only ever added."""

    class Meta:
        table_name = table_name("audit")

    day = UnicodeAttribute(hash_key=True)
    # The instant, then a random tail: in order, and two in the same millisecond stay apart.
    entry = UnicodeAttribute(range_key=True)
    at = UtcDateTime()
    user_id = UnicodeAttribute()
    username = UnicodeAttribute()
    action = UnicodeAttribute()
    subject = UnicodeAttribute()
    before = Json()
    after = Json()
    by_user = AuditByUser()
