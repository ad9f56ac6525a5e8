"""The table of threads."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.aws.tables import Record, UtcDateTime, table_name


class ThreadRecord(Record):
    """Who last waited for a message between two addresses: `addresses` is `theirs ours`."""

    class Meta:
        table_name = table_name("flow-threads")

    addresses = UnicodeAttribute(hash_key=True)
    contact_id = UnicodeAttribute()
    since = UtcDateTime()
