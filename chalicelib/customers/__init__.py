"""The customer file: one person, however they reach us, is one customer."""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.customers.customer import Customer, Details, Gender, Language, Tier, UserType, merged
    from chalicelib.customers.keep import by_card, by_email, by_phone, change, create, fetch, save, search
    from chalicelib.customers.schemas import CustomerIn, CustomerOut
    from chalicelib.customers.store import fetch_many, ids_of_phones

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
