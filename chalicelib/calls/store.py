"""Agents' legs: each is a part of its contact, so that leg, contact and log change in one write."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from chalicelib import contacts
from chalicelib.calls.leg import Leg, LegState, Party
from chalicelib.contacts import ContactState, Event, Line, Story

# What the place of a leg says already, and what need not be said.
_NAMED = ("reservation_sid", "contact_id")
# How the name of a leg's place begins; other rooms keep parts of other names.
_RESERVATION = "WR"
_FIELDS = frozenset(field.name for field in fields(Leg))


def leg_in(story: Story, reservation_sid: str | None) -> Leg | None:
    """The leg of a reservation, in a contact's story."""
    known = story.parts.get(reservation_sid or "")
    if known is None:
        return None
    values = {name: value for name, value in known.items() if name in _FIELDS}
    return Leg(
        **{
            **values,
            "reservation_sid": reservation_sid,
            "contact_id": story.contact_id,
            "state": LegState(known["state"]),
            "ended_by": Party(known["ended_by"]) if known.get("ended_by") else None,
        }
    )


def legs_in(story: Story) -> Iterator[Leg]:
    """Every leg of a contact, the earliest first."""
    known = (leg_in(story, sid) for sid in story.parts if sid.startswith(_RESERVATION))
    return (leg for leg in known if leg)


def find_leg(contact_id: str, reservation_sid: str) -> Leg | None:
    """The leg of a reservation of this contact, or None."""
    return leg_in(contacts.story(contact_id), reservation_sid)


def open_leg(leg: Leg, *events: Event, known: Story | None = None) -> Story | None:
    """Write a new leg with its events; None when the reservation has one already, whatever became of it."""

    def decide(story: Story) -> Line | None:
        if leg.reservation_sid in story.parts:
            return None
        return Line(story.new(events), parts={leg.reservation_sid: _written(leg)})

    return contacts.write(leg.contact_id, decide, known)


def note_call(
    contact_id: str, reservation_sid: str, call_sid: str, *events: Event, known: Story | None = None
) -> bool:
    """Remember the leg's call sid, and tell of it; False when the leg is over, so that the call must be
    ended."""

    def decide(story: Story) -> Line:
        return Line(story.new(events), parts={reservation_sid: {"call_sid": call_sid}})

    after = contacts.write(contact_id, decide, known)
    leg = leg_in(after, reservation_sid) if after else None
    return leg is not None and leg.state is not LegState.ENDED


def close_offer(contact_id: str, reservation_sid: str) -> bool:
    """End a leg that nobody answered; False when it was answered or over."""

    def decide(story: Story) -> Line | None:
        leg = leg_in(story, reservation_sid)
        if leg is None or leg.state is not LegState.OFFERED:
            return None
        return Line(parts={reservation_sid: {"state": LegState.ENDED.value}})

    return contacts.write(contact_id, decide) is not None


def note_ending(contact_id: str, reservation_sid: str, by: Party) -> None:
    """Remember who asked for the end of the talk, before the carrier is told; the first one counts."""

    def decide(story: Story) -> Line | None:
        leg = leg_in(story, reservation_sid)
        if leg is None or leg.ended_by:
            return None
        return Line(parts={reservation_sid: {"ended_by": by.value}})

    contacts.write(contact_id, decide)


def move_leg(
    leg: Leg,
    to: LegState,
    *events: Event,
    contact_in: tuple[ContactState, ...],
    if_fields: Mapping[str, Any] | None = None,
    leg_changes: Mapping[str, Any] | None = None,
    known: Story | None = None,
    **changes: Any,
) -> Story | None:
    """Leg, contact and log in one write: `leg` must still be in the state in which it was read and the
    contact in one of `contact_in`. None when either was not, and then nothing is written."""

    def decide(story: Story) -> Line | None:
        now = leg_in(story, leg.reservation_sid)
        if now is None or now.state is not leg.state or not contacts.is_as(story, contact_in, if_fields):
            return None
        moved = {"state": to.value, **(leg_changes or {})}
        return Line(story.new(events), contacts.news(story, changes), {leg.reservation_sid: moved})

    return contacts.write(leg.contact_id, decide, known)


def _written(leg: Leg) -> dict[str, Any]:
    known = asdict(leg)
    return {name: known[name] for name in known if name not in _NAMED and known[name] is not None}
