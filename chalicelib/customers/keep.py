"""Finding a person's file by how they reached us, and keeping it true."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.customers import store
from chalicelib.customers.customer import Customer, Details, Gender, merged
from chalicelib.phones import e164
from chalicelib.problems import Conflict, Invalid, NotFound
from chalicelib.web import Identity

ATTEMPTS = 3


def fetch(customer_id: str) -> Customer:
    """The customer; NotFound if there is none."""
    customer = store.fetch(customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def by_phone(phone: str) -> Customer | None:
    """The one customer with this number, however it is written; None for a stranger or no number."""
    number = e164(phone)
    return _held(f"phone#{number}") if number else None


def by_email(email: str) -> Customer | None:
    """The one customer with this mail address."""
    return _held(f"email#{email.strip().casefold()}")


def by_card(card_no: str) -> Customer | None:
    """The one customer with this card."""
    return _held(f"card#{card_no.strip().upper()}")


def create(details: Details, *, by: Identity | None, now: datetime) -> Customer:
    """Open a file; Conflict if the phone, card or mail address has one already."""
    _refuse_nameless(details)
    customer = _new(details, now)
    store.insert(customer, by, now)
    return customer


def change(
    customer_id: str,
    changes: dict[str, Any],
    *,
    version: int | None = None,
    by: Identity | None,
    now: datetime,
) -> Customer:
    """Change the given fields of Details. With `version`, Conflict if the file is no longer that one."""
    before = fetch(customer_id)
    if version is not None and version != before.version:
        raise Conflict(store.STALE, field="version", rule="stale")
    after = replace(before, **changes, updated_at=now, version=before.version + 1)
    _refuse_nameless(after)
    if after.facts == before.facts:
        return before
    store.replace(before, after, by, now)
    return after


def save(details: Details, *, by: Identity | None, now: datetime) -> Customer:
    """Add what is told to the person's file, or open one: the same phone, card or mail is the same person."""
    _refuse_nameless(details)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _save_once(details, by, now)
        except Conflict as conflict:
            if attempt == ATTEMPTS or conflict.code == "several_customers":
                raise
    raise AssertionError("unreachable")


def search(
    *, phone: str | None = None, card_no: str | None = None, email: str | None = None,
    name: str | None = None, address: str | None = None, gender: Gender | None = None,
    now: datetime, cursor: str | None = None,
) -> store.Found:  # fmt: skip
    """Customers with all that is given: whole phone, card or mail, the beginning of a name or an address."""
    only = store.has_gender(gender) if gender else None
    if phone or card_no or email:
        exact = (by_phone(phone) if phone else None) or (by_card(card_no) if card_no else None)
        exact = exact or (by_email(email) if email else None)
        candidates: list[Customer] = [exact] if exact else []
        next_cursor = None
    elif name:
        candidates, next_cursor = store.named(name, only, cursor)
    elif address and len(address) > 1:
        candidates, next_cursor = store.living_at(address, only, cursor)
    else:
        candidates, next_cursor = store.latest(only, now, cursor)
    wanted = [each for each in candidates if _fits(each, phone, card_no, email, name, address, gender)]
    return wanted, next_cursor


def search_anything(text: str, *, now: datetime, cursor: str | None = None) -> store.Found:
    """What one search box finds: a phone, a card, a mail address, else the beginning of a name."""
    text = text.strip()
    if "@" in text:
        return _one(by_email(text))
    if any(char.isdigit() for char in text):
        return _one(by_phone(text) or by_card(text))
    return search(name=text, now=now, cursor=cursor)


def _one(customer: Customer | None) -> store.Found:
    return ([customer] if customer else []), None


def _held(key: str) -> Customer | None:
    customer_id = store.holder(key)
    return store.fetch(customer_id) if customer_id else None


def _save_once(details: Details, by: Identity | None, now: datetime) -> Customer:
    owners = set(store.holders(details.keys).values())
    if len(owners) > 1:
        message = "These phones, card and mail address belong to different customers."
        raise Conflict(message, code="several_customers", field="phones", rule="several_customers")
    known = store.fetch(owners.pop()) if owners else None
    if known is None:
        return create(details, by=by, now=now)
    changes = {key: getattr(merged(known.details, details), key) for key in details.__dataclass_fields__}
    return change(known.customer_id, changes, version=known.version, by=by, now=now)


def _new(details: Details, now: datetime) -> Customer:
    return Customer(
        **{key: getattr(details, key) for key in details.__dataclass_fields__},
        customer_id="CU" + uuid.uuid4().hex, created_at=now, updated_at=now, version=1,
    )  # fmt: skip


def _refuse_nameless(details: Details) -> None:
    if not details.keys:
        message = "A customer needs a phone, a card or a mail address to be found by"
        raise Invalid(message, field="phones", rule="required")


def _fits(
    customer: Customer, phone: str | None, card_no: str | None, email: str | None,
    name: str | None, address: str | None, gender: Gender | None,
) -> bool:  # fmt: skip
    return (
        (not phone or e164(phone) in customer.phones)
        and (not card_no or customer.card_no == card_no.strip().upper())
        and (not email or customer.email == email.strip().casefold())
        and (not name or customer.name.casefold().startswith(name.casefold()))
        and (not address or customer.address.startswith(address))
        and (not gender or customer.gender is gender)
    )
