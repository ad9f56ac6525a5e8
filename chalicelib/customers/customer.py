"""What a customer is."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class Gender(StrEnum):
    """Gender as the customer file keeps it."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class UserType(StrEnum):
    """By which media a customer is known to us; one customer may be several."""

    TELEPHONE = "telephone"
    WEB = "web"
    MAIL = "mail"
    SMS = "sms"


class Tier(StrEnum):
    """How a customer is served."""

    NORMAL = "normal"
    VIP = "vip"


class Language(StrEnum):
    """The language a customer is spoken to in."""

    ZH = "zh-CN"
    EN = "en"


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is known of a person. Phones are E.164; the first one is the main one. Routing may go by the
    `enterprise` they call for and by the `products` they have of ours."""

    phones: tuple[str, ...] = ()
    name: str = ""
    card_no: str | None = None
    gender: Gender = Gender.UNKNOWN
    address: str = ""
    email: str | None = None
    user_types: frozenset[UserType] = frozenset()
    tier: Tier = Tier.NORMAL
    language: Language = Language.ZH
    enterprise: str = ""
    products: tuple[str, ...] = ()
    notes: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """The details as plain JSON values, for the operation log and for comparing."""
        return {
            "phones": list(self.phones), "name": self.name, "card_no": self.card_no,
            "gender": str(self.gender),
            "address": self.address, "email": self.email, "user_types": sorted(self.user_types),
            "tier": str(self.tier), "language": str(self.language), "enterprise": self.enterprise,
            "products": list(self.products), "notes": self.notes,
        }  # fmt: skip

    @property
    def keys(self) -> dict[str, str]:
        """What belongs to one customer only, as {key: the field it comes from}."""
        keys = {f"phone#{phone}": "phones" for phone in self.phones}
        if self.card_no:
            keys[f"card#{self.card_no}"] = "card_no"
        if self.email:
            keys[f"email#{self.email}"] = "email"
        return keys


@dataclass(frozen=True, kw_only=True)
class Customer(Details):
    """A customer's file."""

    customer_id: str
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def phone(self) -> str | None:
        """The main telephone number."""
        return self.phones[0] if self.phones else None

    @property
    def is_vip(self) -> bool:
        """Whether the customer goes first."""
        return self.tier is Tier.VIP

    @property
    def details(self) -> Details:
        """What is known of the person, without the file's own marks."""
        return Details(**{field.name: getattr(self, field.name) for field in fields(Details)})


def merged(known: Details, told: Details) -> Details:
    """`known` with what `told` says more or newer: phones, media and products add up, an empty word erases
    nothing."""
    changes: dict[str, Any] = {
        field.name: getattr(told, field.name)
        for field in fields(Details)
        if getattr(told, field.name) != field.default
    }
    changes["phones"] = tuple(dict.fromkeys((*known.phones, *told.phones)))
    changes["user_types"] = known.user_types | told.user_types
    changes["products"] = tuple(dict.fromkeys((*known.products, *told.products)))
    return replace(known, **changes)
