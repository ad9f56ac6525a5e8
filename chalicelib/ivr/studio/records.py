"""The table of test users."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.aws.tables import Json, Record, table_name


class TestUsersRecord(Record):
    """Whose messages and REST requests run a flow's draft."""

    class Meta:
        table_name = table_name("flow-test-users")

    sid = UnicodeAttribute(hash_key=True)
    users = Json()
