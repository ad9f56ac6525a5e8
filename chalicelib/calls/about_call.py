"""What routing may go by beside what the flow says: the trunk, the hour, what we know of the caller. Pure.

Workflows and queues name these as the task's attributes, so that a center groups its calls by configuration
alone: by trunk (ACD-02), by time (ACD-06), by the caller's enterprise (ACD-07) or products (ACD-21).
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.contacts import Contact
from chalicelib.customers import Customer, Tier


def caller_facts(customer: Customer | None) -> dict[str, Any]:
    """What the caller's file says, without what it does not say."""
    known = {
        "customer_tier": (customer.tier if customer else Tier.NORMAL).value,
        "enterprise": customer.enterprise if customer else None,
        "products": list(customer.products) if customer else None,
    }
    return {name: value for name, value in known.items() if value}


def call_facts(contact: Contact, at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """By which way the call came, and when it was sent to a queue: `local_time` is `HH:MM` on the center's
    clock, which sorts as it reads; `weekday` counts from Monday, 1, to Sunday, 7. The contact says all of it
    by itself, so none of it is kept with what the flow asked for."""
    local = at.astimezone(zone)
    known = {
        "trunk": contact.trunk,
        "gateway": contact.gateway,
        "span": contact.span,
        "local_time": f"{local:%H:%M}",
        "weekday": local.isoweekday(),
    }
    return {name: value for name, value in known.items() if value}
