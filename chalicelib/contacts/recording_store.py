"""The recordings of a contact: what was said, where it lies and how long it is. Parts of the contact."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chalicelib.contacts import line_store
from chalicelib.contacts.events import Event
from chalicelib.contacts.lines import Line, Story
from chalicelib.contacts.stories import story
from chalicelib.contacts.summary import Recording
from chalicelib.problems import NotFound

_PREFIX = "recording:"


def add_recording(new: Recording, *events: Event) -> bool:
    """Store a recording with its events, once; False when it was there already."""
    name = f"{_PREFIX}{new.recording_id}"

    def decide(story: Story) -> Line | None:
        if name in story.parts:
            return None
        kept = {key: value for key, value in asdict(new).items() if key not in ("contact_id", "recording_id")}
        changes = {} if story.fields.get("has_recording") else {"has_recording": True}
        return Line(story.new(events), changes, {name: kept})

    return line_store.write(new.contact_id, decide) is not None


def recordings_of(contact_id: str) -> list[Recording]:
    """A contact's recordings, oldest first."""
    parts = story(contact_id).parts
    found = [
        _recording(contact_id, name, fields) for name, fields in parts.items() if name.startswith(_PREFIX)
    ]
    return sorted(found, key=lambda one: (one.recorded_at, one.recording_id))


def recording(contact_id: str, recording_id: str) -> Recording:
    """One recording; NotFound when there is none."""
    found = next((one for one in recordings_of(contact_id) if one.recording_id == recording_id), None)
    if found is None:
        raise NotFound(f"no recording {recording_id} of contact {contact_id}")
    return found


def _recording(contact_id: str, name: str, fields: Mapping[str, Any]) -> Recording:
    return Recording(contact_id=contact_id, recording_id=name.removeprefix(_PREFIX), **fields)
