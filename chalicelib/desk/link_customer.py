"""The agent says who the caller is: a known customer, or a new one written down while talking (DESK-32)."""

from dataclasses import replace
from datetime import datetime

from chalicelib import contacts, customers
from chalicelib.contacts import Event, EventType
from chalicelib.customers import Customer, Details
from chalicelib.problems import Invalid, NotFound
from chalicelib.web import Identity, Permission


def link_customer(
    contact_id: str, who: Identity, customer_id: str | None, details: Details | None, now: datetime
) -> Customer:
    """Link the contact to a customer, who is found or opened. Doing it again with another moves the link."""
    contact = contacts.fetch(contact_id)
    if contact.worker_sid is None or contact.worker_sid != who.worker_sid:
        raise NotFound(f"no contact {contact_id}")
    if customer_id:
        customer = customers.fetch(customer_id)
    elif details:
        who.require(Permission.CUSTOMERS_WRITE)
        told = details if details.phones else replace(details, phones=(contact.customer_number,))
        customer = customers.save(told, by=who, now=now)
    else:
        raise Invalid("Say which customer, or their details.", field="customer_id", rule="required")
    contacts.change(contact_id, customer_id=customer.customer_id)
    contacts.record(_linked(contact_id, who, customer.customer_id, now))
    return customer


def _linked(contact_id: str, who: Identity, customer_id: str, now: datetime) -> Event:
    return Event(
        key=f"{customer_id}:linked",
        type=EventType.CUSTOMER_LINKED,
        at=now,
        contact_id=contact_id,
        worker_sid=who.worker_sid,
        data={"customer_id": customer_id},
    )
