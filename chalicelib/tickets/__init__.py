"""Cases that customers opened: filed from a contact, seen through to the end."""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.tickets.handle import NewTicket, change, fetch, file, snapshot
    from chalicelib.tickets.schemas import TicketOut, TicketSummary
    from chalicelib.tickets.store import TicketQuery, listed, of_contact, of_customer
    from chalicelib.tickets.ticket import CustomerSnapshot, Kind, Status, Ticket
    from chalicelib.tickets.wording import KIND_TEXT, STATUS_TEXT

__all__ = [
    "KIND_TEXT",
    "STATUS_TEXT",
    "CustomerSnapshot",
    "Kind",
    "NewTicket",
    "Status",
    "Ticket",
    "TicketOut",
    "TicketQuery",
    "TicketSummary",
    "change",
    "fetch",
    "file",
    "listed",
    "of_contact",
    "of_customer",
    "snapshot",
]
