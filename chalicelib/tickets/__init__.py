"""Cases that customers opened: filed from a contact, seen through to the end."""

from typing import TYPE_CHECKING

from chalicelib.tickets.handle import NewTicket, change, fetch, file, snapshot
from chalicelib.tickets.store import TicketQuery, listed, of_contact, of_customer
from chalicelib.tickets.ticket import CustomerSnapshot, Kind, Status, Ticket
from chalicelib.tickets.wording import KIND_TEXT, STATUS_TEXT

if TYPE_CHECKING:
    from chalicelib.tickets.schemas import TicketOut, TicketSummary

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

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """The API's shapes, loaded where they are used: answering a call needs none of them."""
        if name in {"TicketOut", "TicketSummary"}:
            from chalicelib.tickets import schemas

            return getattr(schemas, name)
        raise AttributeError(name)
