"""One item per report that was asked for or scheduled."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.aws.tables import Record, UtcDateTime, table_name


class RunRecord(Record):
    """Keyed by month, then by run id, which begins with its time."""

    class Meta:
        table_name = table_name("reports")

    month = UnicodeAttribute(hash_key=True)
    run_id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    granularity = UnicodeAttribute()
    start_at = UtcDateTime()
    end_at = UtcDateTime()
    language = UnicodeAttribute()
    status = UnicodeAttribute()
    progress = NumberAttribute(default=0)
    requested_by = UnicodeAttribute()
    requested_at = UtcDateTime()
    finished_at = UtcDateTime(null=True)
    error = UnicodeAttribute(null=True)
