"""Who may see a contact: with `contacts.read_all` all of them, else one's own and one's customers'."""

from chalicelib.contacts.store import of_customer
from chalicelib.contacts.summary import VOICEMAIL, Contact, Recording
from chalicelib.problems import NotFound
from chalicelib.web import Identity, Permission

_LOOK_BACK = 200


def may_see_all(who: Identity) -> bool:
    """Whether this person sees everybody's contacts."""
    return who.may(Permission.CONTACTS_READ_ALL)


def serves(who: Identity, customer_id: str | None) -> bool:
    """Whether this agent has had a contact with the customer, and so may see the customer's others."""
    if not customer_id or not who.worker_sid:
        return False
    return any(c.worker_sid == who.worker_sid for c in of_customer(customer_id, _LOOK_BACK))


def require_visible(who: Identity, contact: Contact) -> None:
    """NotFound for a contact that is none of this person's business: its existence is not told either."""
    is_own = bool(who.worker_sid) and contact.worker_sid == who.worker_sid
    if not (may_see_all(who) or is_own or serves(who, contact.customer_id)):
        raise NotFound(f"no contact {contact.contact_id}")


def require_playable(who: Identity, contact: Contact, recording: Recording) -> None:
    """A message was left for whoever comes to hear it; a call's recording is seen with its contact."""
    if recording.kind != VOICEMAIL:
        require_visible(who, contact)
