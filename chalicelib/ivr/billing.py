"""An operator's billing system, asked over HTTP for an account's balance and its latest bill.

    GET {billing_url}/accounts/{account}/balance
        {"balance": "12.30"}
    GET {billing_url}/accounts/{account}/bills/latest
        {"month": "2026-04", "total": "86.50", "due_on": "2026-05-20",
         "items": [{"name_zh": "套餐", "name_en": "Plan", "amount": "59.00"}]}

Both with `Authorization: Bearer {billing_key}`; amounts are decimal text, in yuan; 404 says that there is no
such account. Accounts are asked for by national number. A system that speaks otherwise is given this
face by a few lines in front of it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from chalicelib.aws.settings import settings

_TIMEOUT_SECONDS = 8
_MOST_BYTES = 64 * 1024
_NOT_FOUND = 404
T = TypeVar("T")


class BillingError(Exception):
    """There is no billing system, it does not answer, or it answers something else."""


@dataclass(frozen=True)
class Bill:
    """One month of an account; `items` are (Chinese name, English name, amount)."""

    month: str
    total: Decimal
    due_on: date | None
    items: tuple[tuple[str, str, Decimal], ...]


def balance(account: str) -> Decimal | None:
    """What is left on the account, negative when it owes; None for an unknown one. Raises BillingError."""
    said = _asked(account, "balance")
    return None if said is None else _read(lambda: Decimal(str(said["balance"])))


def latest_bill(account: str) -> Bill | None:
    """The newest bill; None for an unknown account, or one that was never billed. Raises BillingError."""
    said = _asked(account, "bills/latest")
    return None if said is None else _read(lambda: _bill(said))


def _bill(said: Mapping[str, Any]) -> Bill:
    items = tuple(
        (str(item["name_zh"]), str(item["name_en"]), Decimal(str(item["amount"]))) for item in said["items"]
    )
    due_on = date.fromisoformat(said["due_on"]) if said.get("due_on") else None
    return Bill(str(said["month"]), Decimal(str(said["total"])), due_on, items)


def _read(read: Callable[[], T]) -> T:
    try:
        return read()
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise BillingError(f"the billing system answered something else: {error!r}") from error


def _asked(account: str, what: str) -> Mapping[str, Any] | None:
    known = settings()
    if not known.billing_url:
        raise BillingError("TRUNKLINE_BILLING_URL is not set")
    number = quote(account.removeprefix("+86"), safe="")
    url = f"{known.billing_url}/accounts/{number}/{what}"
    headers = {"Authorization": f"Bearer {known.billing_key}", "Accept": "application/json"}
    request = Request(url, headers=headers)  # noqa: S310  an address of our own settings
    try:
        with urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            said = json.loads(answer.read(_MOST_BYTES))
    except HTTPError as refused:
        if refused.code == _NOT_FOUND:
            return None
        raise BillingError(f"the billing system answered {refused.code}") from refused
    except (OSError, ValueError) as error:
        raise BillingError(f"the billing system does not answer: {error}") from error
    if not isinstance(said, dict):
        raise BillingError("the billing system did not answer an object")
    return said
