"""An agent acts only on the contact that is theirs."""

from chalicelib import contacts
from chalicelib.contacts import Contact, Story
from chalicelib.problems import NotFound


def own_contact(contact_id: str, worker_sid: str) -> Contact:
    """The contact; NotFound when it is not this agent's, so that others' contacts are not told of."""
    return own_story(contact_id, worker_sid)[0]


def own_story(contact_id: str, worker_sid: str) -> tuple[Contact, Story]:
    """The contact with its story, likewise."""
    story = contacts.story(contact_id)
    if story.contact is None or story.contact.worker_sid != worker_sid:
        raise NotFound(f"no contact {contact_id}")
    return story.contact, story
