"""What a waybill is, and how its state follows from its tracking events."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

# Two letters are the courier's prefix. The digits alone are unique: a telephone keypad has only those.
NUMBER = re.compile(r"([A-Z]{2})?(\d{10,15})")
MOST_EVENTS = 200


class Status(StrEnum):
    """Where a shipment stands."""

    CREATED = "created"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNED = "returned"


_ORDER = {status: place for place, status in enumerate(Status)}


@dataclass(frozen=True)
class Party:
    """Who sends or receives. `phone` is E.164."""

    name: str = ""
    phone: str | None = None
    city: str = ""


@dataclass(frozen=True)
class TrackingEvent:
    """One scan or message about a shipment. The same event told twice has the same id."""

    event_id: str
    at: datetime
    status: Status
    city: str = ""
    site: str = ""
    description: str = ""
    description_en: str = ""
    courier: str = ""


@dataclass(frozen=True)
class Waybill:
    """One shipment. `number` is as printed; its digits find it."""

    number: str
    sender: Party
    receiver: Party
    created_at: datetime
    customer_id: str | None = None
    service: str = "standard"
    promised_at: datetime | None = None
    events: tuple[TrackingEvent, ...] = ()
    version: int = 0

    @property
    def digits(self) -> str:
        """What a caller keys in."""
        return digits_of(self.number) or ""

    @property
    def latest(self) -> TrackingEvent | None:
        """The newest event."""
        return self.events[-1] if self.events else None

    @property
    def status(self) -> Status:
        """What the newest event says."""
        return self.latest.status if self.latest else Status.CREATED

    @property
    def updated_at(self) -> datetime:
        """When something was last heard of it."""
        return self.latest.at if self.latest else self.created_at

    @property
    def phones(self) -> tuple[str, ...]:
        """The numbers of sender and receiver, once each."""
        phones = (self.sender.phone, self.receiver.phone)
        return tuple(dict.fromkeys(phone for phone in phones if phone))

    def is_late(self, now: datetime) -> bool:
        """Whether it should have been delivered by now and is not."""
        is_over = self.status in {Status.DELIVERED, Status.RETURNED}
        return self.promised_at is not None and not is_over and now > self.promised_at


def digits_of(number: str) -> str | None:
    """The digits of `SF1002003004005` or `1002003004005`; None if it is no waybill number."""
    match = NUMBER.fullmatch(written(number))
    return match.group(2) if match else None


def written(number: str) -> str:
    """A number as printed: capitals, without spaces or hyphens."""
    return re.sub(r"[\s-]", "", number).upper()


def is_same_number(asked: str, waybill: Waybill) -> bool:
    """Whether digits alone, or the whole number with its letters, name this waybill."""
    return written(asked) in {waybill.digits, waybill.number}


def event_id_of(at: datetime, status: Status, city: str, site: str) -> str:
    """The id of an event that came without one: the same place, time and status is the same event."""
    text = "|".join((at.astimezone(UTC).isoformat(timespec="milliseconds"), status, city, site))
    return "EV" + hashlib.sha256(text.encode()).hexdigest()[:24]


def appended(waybill: Waybill, told: Iterable[TrackingEvent]) -> Waybill:
    """The waybill with these events in their place by time, whatever order and however often they came."""
    by_id = {event.event_id: event for event in waybill.events}
    for event in told:
        known = by_id.get(event.event_id)
        # Two tellings of one event that differ: the later in a fixed order stays, so any order ends the same.
        by_id[event.event_id] = event if known is None else max(known, event, key=_place)
    events = tuple(sorted(by_id.values(), key=_place))
    return waybill if events == waybill.events else replace(waybill, events=events)


def _place(event: TrackingEvent) -> tuple[datetime, int, str, str, str, str, str, str]:
    return (
        event.at, _ORDER[event.status], event.event_id, event.city, event.site, event.description,
        event.description_en, event.courier,
    )  # fmt: skip
