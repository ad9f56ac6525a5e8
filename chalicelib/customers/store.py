"""Reading and writing customers.

A phone, a card or a mail address leads to one customer: a row of its own says to whom.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.condition import Condition

from chalicelib.aws import cursors
from chalicelib.aws.tables import transaction
from chalicelib.customers.customer import Customer, Gender, Language, Tier, UserType
from chalicelib.customers.records import CustomerKeyRecord, CustomerRecord
from chalicelib.people import stage_audit
from chalicelib.problems import Conflict, TransactionLost
from chalicelib.web import Identity

PAGE = 50
# How far back the list without a name, an address or a key looks.
MONTHS_BACK = 24
STALE = "Somebody else changed this customer meanwhile; look again."

Found = tuple[list[Customer], str | None]


def fetch(customer_id: str) -> Customer | None:
    """The customer, or None."""
    try:
        return _customer(CustomerRecord.get(customer_id, consistent_read=True))
    except DoesNotExist:
        return None


def fetch_many(customer_ids: Iterable[str]) -> dict[str, Customer]:
    """The customers that exist among these."""
    wanted = sorted(set(customer_ids))
    return {record.customer_id: _customer(record) for record in CustomerRecord.batch_get(wanted)}


def holder(key: str) -> str | None:
    """The id of the customer who holds a key, or None."""
    try:
        return CustomerKeyRecord.get(key, consistent_read=True).customer_id
    except DoesNotExist:
        return None


def holders(keys: Iterable[str]) -> dict[str, str]:
    """Who holds which of these keys."""
    wanted = sorted(set(keys))
    return {row.key: row.customer_id for row in CustomerKeyRecord.batch_get(wanted, consistent_read=True)}


def ids_of_phones(phones: Iterable[str]) -> dict[str, str]:
    """Which of these E.164 numbers belong to which customer."""
    found = holders(f"phone#{phone}" for phone in phones)
    return {key.partition("#")[2]: customer_id for key, customer_id in found.items()}


def insert(customer: Customer, by: Identity | None, now: datetime) -> None:
    """Write a new customer; Conflict naming the field if somebody else holds one of its keys.

    Without `by` the caller writes the operation log itself, as an import does for a whole file.
    """
    try:
        with transaction() as t:
            t.save(_record(customer), condition=CustomerRecord.customer_id.does_not_exist())
            for key in customer.keys:
                _take(t, key, customer.customer_id)
            if by:
                stage_audit(t, by, "customer.created", _subject(customer), None, customer.facts, now)
    except TransactionLost as lost:
        raise _explained(customer) from lost


def replace(before: Customer, after: Customer, by: Identity | None, now: datetime) -> None:
    """Write a changed customer; Conflict if it changed meanwhile or a new key belongs to somebody else."""
    try:
        with transaction() as t:
            t.save(_record(after), condition=CustomerRecord.version == before.version)
            for key in after.keys.keys() - before.keys.keys():
                _take(t, key, after.customer_id)
            for key in before.keys.keys() - after.keys.keys():
                t.delete(
                    CustomerKeyRecord(key), condition=CustomerKeyRecord.customer_id == before.customer_id
                )
            if by:
                stage_audit(t, by, "customer.changed", _subject(after), before.facts, after.facts, now)
    except TransactionLost as lost:
        raise _explained(after) from lost


def named(prefix: str, only: Condition | None, cursor: str | None) -> Found:
    """Customers whose name begins with `prefix`."""
    wanted = prefix.casefold()
    found = CustomerRecord.by_name.query(
        wanted[:1], CustomerRecord.name_sort.startswith(wanted), filter_condition=only,
        limit=PAGE, last_evaluated_key=cursors.decode(cursor),
    )  # fmt: skip
    return [_customer(record) for record in found], cursors.encode(found.last_evaluated_key)


def living_at(prefix: str, only: Condition | None, cursor: str | None) -> Found:
    """Customers whose address begins with `prefix`, of at least two characters."""
    found = CustomerRecord.by_address.query(
        prefix[:2], CustomerRecord.address.startswith(prefix), filter_condition=only,
        limit=PAGE, last_evaluated_key=cursors.decode(cursor),
    )  # fmt: skip
    return [_customer(record) for record in found], cursors.encode(found.last_evaluated_key)


def latest(only: Condition | None, now: datetime, cursor: str | None) -> Found:
    """Customers by their last change, newest first, month by month."""
    position = cursors.decode(cursor) or {"month": _month(now), "key": None, "left": MONTHS_BACK}
    customers: list[Customer] = []
    while position["left"] > 0:
        found = CustomerRecord.by_month.query(
            position["month"], filter_condition=only, scan_index_forward=False,
            limit=PAGE - len(customers), last_evaluated_key=position["key"],
        )  # fmt: skip
        customers += [_customer(record) for record in found]
        if len(customers) >= PAGE:
            return customers, cursors.encode({**position, "key": found.last_evaluated_key})
        position = {"month": _month_before(position["month"]), "key": None, "left": position["left"] - 1}
    return customers, None


def has_gender(gender: Gender) -> Condition:
    """The filter of a search that also names the gender."""
    return CustomerRecord.gender == gender


def _take(t: Any, key: str, customer_id: str) -> None:
    free = CustomerKeyRecord.key.does_not_exist()
    t.save(CustomerKeyRecord(key, customer_id=customer_id), condition=free)


def _explained(wanted: Customer) -> Conflict:
    taken = [key for key, who in holders(wanted.keys).items() if who != wanted.customer_id]
    if not taken:
        return Conflict(STALE, field="version", rule="stale")
    field = wanted.keys[taken[0]]
    value = taken[0].partition("#")[2]
    return Conflict(f"Another customer already has {value}.", field=field, rule="unique")


def _subject(customer: Customer) -> str:
    return f"customer:{customer.customer_id}"


def _month(at: datetime) -> str:
    return at.strftime("%Y-%m")


def _month_before(month: str) -> str:
    return _month(datetime.fromisoformat(f"{month}-01") - timedelta(days=1))


def _customer(record: CustomerRecord) -> Customer:
    return Customer(
        customer_id=record.customer_id, phones=tuple(record.phones), name=record.name, card_no=record.card_no,
        gender=Gender(record.gender), address=record.address or "", email=record.email,
        user_types=frozenset(UserType(each) for each in record.user_types), tier=Tier(record.tier),
        language=Language(record.language), enterprise=record.enterprise or "",
        products=tuple(record.products or ()), notes=record.notes, created_at=record.created_at,
        updated_at=record.updated_at, version=int(record.version),
    )  # fmt: skip


def _record(customer: Customer) -> CustomerRecord:
    facts = customer.facts
    name, address = customer.name.casefold(), customer.address
    empty = {field: None for field in ("address", "enterprise", "products") if not facts[field]}
    return CustomerRecord(
        customer.customer_id, **{**facts, **empty},
        name_head=name[:1] or None, name_sort=name or None, address_head=address[:2] or None,
        created_at=customer.created_at, updated_at=customer.updated_at,
        updated_month=_month(customer.updated_at), version=customer.version,
    )  # fmt: skip
