"""The table of drafts."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.aws.tables import Record, UtcDateTime, table_name


class DraftRecord(Record):
    """What is being worked on, one per flow. All drafts of a center stand in one partition: they are few,
    and read together for the list."""

    class Meta:
        table_name = table_name("flow-drafts")

    center = UnicodeAttribute(hash_key=True)
    sid = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    document = BinaryAttribute(legacy_encoding=False)
    note = UnicodeAttribute(default="")
    version = NumberAttribute()
    saved_at = UtcDateTime()
    saved_by = UnicodeAttribute(null=True)
