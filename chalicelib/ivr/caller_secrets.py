"""Checking and changing what a caller keys as a password: hashed, three tries, then closed for a day."""

import re
from datetime import datetime
from enum import StrEnum

from chalicelib import customers, people
from chalicelib.customers import Customer
from chalicelib.ivr import secret_store
from chalicelib.ivr.secret_store import MOST_TRIES, CallerSecret, SecretKind
from chalicelib.phones import e164
from chalicelib.problems import Invalid
from chalicelib.web import Identity

_SHAPES = {
    SecretKind.QUERY: re.compile(r"\d{6}"),
    SecretKind.HANDOVER: re.compile(r"\d{6}"),
    SecretKind.CIPHER: re.compile(r"\d{4,12}"),
}


class Verdict(StrEnum):
    """What came of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    UNKNOWN = "unknown"
    NOT_SET = "not_set"
    MISMATCH = "mismatch"
    BAD_SHAPE = "bad_shape"


def customer_calling(phone: str) -> Customer | None:
    """The customer whose phone this is."""
    number = e164(phone)
    return customers.by_phone(number) if number else None


def check(customer: Customer | None, kind: SecretKind, keyed: str, now: datetime) -> tuple[Verdict, int]:
    """The verdict on what was keyed, and how many tries are left."""
    if customer is None:
        return Verdict.UNKNOWN, 0
    kept = secret_store.find_secret(customer.customer_id, kind)
    if kept is None:
        return Verdict.NOT_SET, 0
    return _tried(customer.customer_id, kind, kept, keyed, now)


def change(
    customer: Customer | None, kind: SecretKind, old: str, new: str, again: str, now: datetime
) -> tuple[Verdict, int]:
    """Change the secret of a customer who knows their query password (for that itself: the old one), to one
    that was keyed twice alike. The operation log tells that it changed, never to what."""
    verdict, left = check(customer, SecretKind.QUERY, old, now)
    if verdict is not Verdict.RIGHT or customer is None:
        return verdict, left
    if new != again:
        return Verdict.MISMATCH, left
    if not _SHAPES[kind].fullmatch(new):
        return Verdict.BAD_SHAPE, left
    set_secret(customer.customer_id, kind, new, people.system("ivr"), now)
    return Verdict.RIGHT, left


def set_secret(customer_id: str, kind: SecretKind, new: str, who: Identity, now: datetime) -> None:
    """Keep a new secret, noted in the operation log without its value; Invalid when it has a wrong shape."""
    if not _SHAPES[kind].fullmatch(new):
        raise Invalid("This is not as long as it must be.", field="secret", rule="shape")
    secret_store.put_secret(customer_id, kind, people.hash_password(new))
    people.audit(who, "customer.secret_changed", customer_id, None, {"kind": kind.value}, now)


def _tried(
    customer_id: str, kind: SecretKind, kept: CallerSecret, keyed: str, now: datetime
) -> tuple[Verdict, int]:
    if kept.is_locked(now):
        return Verdict.LOCKED, 0
    if people.is_password(keyed, kept.hashed):
        if kept.failures:
            secret_store.forget_failures(customer_id, kind)
        return Verdict.RIGHT, MOST_TRIES
    if kept.failures >= MOST_TRIES:
        # The day is over: the tries begin anew.
        secret_store.forget_failures(customer_id, kind)
    failures = secret_store.note_failure(customer_id, kind, now)
    return Verdict.LOCKED if failures >= MOST_TRIES else Verdict.WRONG, max(0, MOST_TRIES - failures)
