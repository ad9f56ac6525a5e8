"""Tables of the tickets room."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class TicketsByNumber(GlobalSecondaryIndex["TicketRecord"]):
    """By the number that people say."""

    class Meta:
        index_name = "by_number"
        projection = AllProjection()

    number = UnicodeAttribute(hash_key=True)


class TicketsByCustomer(GlobalSecondaryIndex["TicketRecord"]):
    """A customer's tickets."""

    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    filed_at = UtcDateTime(range_key=True)


class TicketsByContact(GlobalSecondaryIndex["TicketRecord"]):
    """The tickets of a contact."""

    class Meta:
        index_name = "by_contact"
        projection = AllProjection()

    contact_id = UnicodeAttribute(hash_key=True)
    filed_at = UtcDateTime(range_key=True)


class TicketsByAssignee(GlobalSecondaryIndex["TicketRecord"]):
    """What somebody has to do."""

    class Meta:
        index_name = "by_assignee"
        projection = AllProjection()

    assignee = UnicodeAttribute(hash_key=True)
    filed_at = UtcDateTime(range_key=True)


class OpenTickets(GlobalSecondaryIndex["TicketRecord"]):
    """Tickets that are not closed, by status: closed ones leave it, so it stays small."""

    class Meta:
        index_name = "open_tickets"
        projection = AllProjection()

    open_status = UnicodeAttribute(hash_key=True)
    filed_at = UtcDateTime(range_key=True)


class TicketsByMonth(GlobalSecondaryIndex["TicketRecord"]):
    """All tickets by the month they were filed in."""

    class Meta:
        index_name = "by_month"
        projection = AllProjection()

    filed_month = UnicodeAttribute(hash_key=True)
    filed_at = UtcDateTime(range_key=True)


class TicketRecord(Record):
    """One ticket with its timeline."""

    class Meta:
        table_name = table_name("tickets")

    ticket_id = UnicodeAttribute(hash_key=True)
    number = UnicodeAttribute()
    kind = UnicodeAttribute()
    type = UnicodeAttribute()
    cause = UnicodeAttribute()
    remarks = UnicodeAttribute()
    customer_id = UnicodeAttribute(null=True)
    customer = Json()
    contact_id = UnicodeAttribute(null=True)
    waybill_number = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    open_status = UnicodeAttribute(null=True)
    assignee = UnicodeAttribute(null=True)
    due_at = UtcDateTime()
    filed_at = UtcDateTime()
    filed_month = UnicodeAttribute()
    filed_by = UnicodeAttribute()
    updated_at = UtcDateTime()
    closed_at = UtcDateTime(null=True)
    timeline = Json()
    version = NumberAttribute()
    by_number = TicketsByNumber()
    by_customer = TicketsByCustomer()
    by_contact = TicketsByContact()
    by_assignee = TicketsByAssignee()
    open_tickets = OpenTickets()
    by_month = TicketsByMonth()


class TicketCounterRecord(Record):
    """The last ticket number given out."""

    class Meta:
        table_name = table_name("ticket-counter")

    name = UnicodeAttribute(hash_key=True)
    last_number = NumberAttribute()
