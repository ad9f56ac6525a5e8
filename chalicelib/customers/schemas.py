"""Shapes of the customers room's requests and answers, and the rules of each field."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chalicelib.customers.customer import Details, Gender, Language, Tier, UserType
from chalicelib.phones import e164

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_CARD = re.compile(r"[A-Z0-9-]{4,32}")


def _phone(text: str) -> str:
    number = e164(text)
    if number is None:
        raise PydanticCustomError("phone", "This is not a telephone number")
    return number


def _email(text: str | None) -> str | None:
    if not text:
        return None
    if not _EMAIL.fullmatch(text):
        raise PydanticCustomError("email", "This is not a mail address")
    return text.casefold()


def _card_no(text: str | None) -> str | None:
    if not text:
        return None
    if not _CARD.fullmatch(text.upper()):
        raise PydanticCustomError("card_no", "A card number has 4 to 32 letters, digits or hyphens")
    return text.upper()


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _without_repeats(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))


Product = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Products = Annotated[list[Product], Field(max_length=50), AfterValidator(_without_repeats)]
Phone = Annotated[str, BeforeValidator(_stripped), AfterValidator(_phone)]
Phones = Annotated[list[Phone], Field(max_length=10), AfterValidator(_without_repeats)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Email = Annotated[str | None, BeforeValidator(_stripped), AfterValidator(_email)]
CardNo = Annotated[str | None, BeforeValidator(_stripped), AfterValidator(_card_no)]


class CustomerIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phones: Phones = []
    name: Name = ""
    card_no: CardNo = None
    gender: Gender = Gender.UNKNOWN
    address: Address = ""
    email: Email = None
    user_types: set[UserType] = set()
    tier: Tier = Tier.NORMAL
    language: Language = Language.ZH
    enterprise: Name = ""
    products: Products = []
    notes: Notes = ""

    def details(self) -> Details:
        """The checked fields as the room works with them."""
        return Details(**as_details(self.model_dump()))


class CustomerPatch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, description="The version that was read; 409 if it is no longer that")
    phones: Phones | None = None
    name: Name | None = None
    card_no: CardNo = None
    gender: Gender | None = None
    address: Address | None = None
    email: Email = None
    user_types: set[UserType] | None = None
    tier: Tier | None = None
    language: Language | None = None
    enterprise: Name | None = None
    products: Products | None = None
    notes: Notes | None = None

    def changes(self) -> dict[str, Any]:
        """Only the fields that were sent. A card or a mail address may be cleared with null; others not."""
        sent = self.model_dump(exclude_unset=True, exclude={"version"})
        clearable = {"card_no", "email"}
        return as_details(
            {key: value for key, value in sent.items() if value is not None or key in clearable}
        )


class CustomerOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    customer_id: str
    phones: list[str]
    name: str
    card_no: str | None
    gender: Gender
    address: str
    email: str | None
    # A set has an order of its own in each process; the API has one.
    user_types: Annotated[list[UserType], BeforeValidator(sorted)]
    tier: Tier
    language: Language
    enterprise: str
    products: list[str]
    notes: str
    created_at: datetime
    updated_at: datetime
    version: int


class CustomerQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phone: str | None = None
    card_no: str | None = None
    email: str | None = None
    name: str | None = Field(None, description="The beginning of the name")
    address: str | None = Field(None, description="The beginning of the address, two characters or more")
    gender: Gender | None = None
    q: str | None = Field(None, description="A phone, a card, a mail address or the beginning of a name")
    cursor: str | None = None


def as_details(values: dict[str, Any]) -> dict[str, Any]:
    """Lists and sets as the frozen kinds that Details holds."""
    frozen: dict[str, Any] = dict(values)
    for name in ("phones", "products"):
        if name in frozen:
            frozen[name] = tuple(frozen[name])
    if "user_types" in frozen:
        frozen["user_types"] = frozenset(frozen["user_types"])
    return frozen
