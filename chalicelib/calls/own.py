"""An agent acts only on the contact that is theirs."""

from chalicelib import contacts
from chalicelib.contacts import Contact
from chalicelib.problems import NotFound


def own_contact(contact_id: str, worker_sid: str) -> Contact:
    """The contact; NotFound when it is not this agent's, so that others' contacts are not told of."""
    contact = contacts.fetch(contact_id)
    if contact.worker_sid != worker_sid:
        raise NotFound(f"no contact {contact_id}")
    return contact
