"""The table of what TaskRouter's resources have and routing does not need, and of callbacks under way.

notes#<kind>       <sid>                      names, dates and addresses of one definition
outbox#<subject>   <order>                    an event that its callback has not taken yet
marks#<what>       done                       something that is done once
claims#<subject>   claim                      who is telling a subject's events now
"""

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class TaskRouterRecord(Record):
    """Any item of the table."""

    class Meta:
        table_name = table_name("taskrouter")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = Json(default=dict)
    claimed_until = UtcDateTime(null=True)
    forgotten_at = TTLAttribute(null=True)
