"""The customer file: one person, however they reach us, is one customer."""

from typing import TYPE_CHECKING

from chalicelib.customers.customer import Customer, Details, Gender, Language, Tier, UserType, merged
from chalicelib.customers.keep import by_card, by_email, by_phone, change, create, fetch, save, search
from chalicelib.customers.store import fetch_many, ids_of_phones

if TYPE_CHECKING:
    from chalicelib.customers.schemas import CustomerIn, CustomerOut

__all__ = [
    "Customer",
    "CustomerIn",
    "CustomerOut",
    "Details",
    "Gender",
    "Language",
    "Tier",
    "UserType",
    "by_card",
    "by_email",
    "by_phone",
    "change",
    "create",
    "fetch",
    "fetch_many",
    "ids_of_phones",
    "merged",
    "save",
    "search",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """The API's shapes, loaded where they are used: answering a call needs none of them."""
        if name in {"CustomerIn", "CustomerOut"}:
            from chalicelib.customers import schemas

            return getattr(schemas, name)
        raise AttributeError(name)
