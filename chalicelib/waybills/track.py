"""Finding shipments and taking in what happens to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.phones import e164
from chalicelib.problems import Conflict, Invalid, NotFound, TransactionLost
from chalicelib.waybills import store
from chalicelib.waybills.waybill import (
    MOST_EVENTS,
    TrackingEvent,
    Waybill,
    appended,
    digits_of,
    is_same_number,
)
from chalicelib.web import Identity

ATTEMPTS = 5


def find(number: str) -> Waybill | None:
    """The waybill with its events, by its digits or its whole number; None if there is none."""
    digits = digits_of(number)
    waybill = store.fetch(digits) if digits else None
    return waybill if waybill and is_same_number(number, waybill) else None


def fetch(number: str) -> Waybill:
    """The waybill; NotFound if there is none."""
    waybill = find(number)
    if waybill is None:
        raise NotFound("There is no waybill of this number.")
    return waybill


def of_phone(phone: str) -> list[Waybill]:
    """What a number sent or receives, however it is written, the one last heard of first."""
    number = e164(phone)
    return store.of_phone(number) if number else []


def append(number: str, events: Sequence[TrackingEvent], *, by: Identity | None, now: datetime) -> Waybill:
    """Put events into a waybill's history, each once and in order of time, and return it."""
    for _ in range(ATTEMPTS):
        before = fetch(number)
        after = tracked(before, events)
        if after is before:
            return before
        try:
            store.replace(before, after, "waybill.tracked", by, now)
        except TransactionLost:
            continue
        return replace(after, version=before.version + 1)
    raise Conflict("This waybill is being changed by others; send the events again.")


def tracked(before: Waybill, events: Sequence[TrackingEvent]) -> Waybill:
    """`before` with the events; Invalid if they are more than one item of DynamoDB can hold."""
    after = appended(before, events)
    if len(after.events) > MOST_EVENTS:
        message = f"A waybill has at most {MOST_EVENTS} events"
        raise Invalid(message, field="events", rule="max_events")
    return after


def save(waybill: Waybill, *, by: Identity | None, now: datetime) -> Waybill:
    """Add a waybill, or bring a known one up to date; the events of both stay."""
    for _ in range(ATTEMPTS):
        before = store.fetch(waybill.digits)
        after = brought_up_to_date(before, waybill)
        if after == before:
            return after
        try:
            store.replace(before, after, "waybill.changed" if before else "waybill.created", by, now)
        except TransactionLost:
            continue
        return replace(after, version=after.version + 1)
    raise Conflict("This waybill is being changed by others; send it again.")


def brought_up_to_date(before: Waybill | None, told: Waybill) -> Waybill:
    """`told` with the history that is already known; Conflict if another number has the same digits."""
    if before is None:
        return appended(replace(told, events=(), version=0), told.events)
    if before.number != told.number:
        message = f"Waybill {before.number} has the same digits"
        raise Conflict(message, field="number", rule="unique")
    known = replace(told, events=before.events, version=before.version)
    return replace(
        appended(known, told.events),
        customer_id=told.customer_id or before.customer_id,
        promised_at=told.promised_at or before.promised_at,
    )
