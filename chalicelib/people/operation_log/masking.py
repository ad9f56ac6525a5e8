"""Personal data as the operation log shows it: enough to recognise, too little to use."""

from collections.abc import Callable, Mapping
from typing import Any


def phone(text: str) -> str:
    """`+8613800138000` as `+86138****8000`."""
    if len(text) < 8:
        return "*" * len(text)
    return f"{text[:-8]}****{text[-4:]}"


def name(text: str) -> str:
    """`王小明` as `王**`: the surname stays."""
    return text[:1] + "*" * (len(text) - 1)


def address(text: str) -> str:
    """The city stays, the door does not."""
    return text[:6] + "****" if len(text) > 6 else "*" * len(text)


def email(text: str) -> str:
    """`wang@example.com` as `w***@example.com`."""
    user, _, host = text.partition("@")
    return f"{user[:1]}***@{host}" if host else "***"


def card(text: str) -> str:
    """The last four characters."""
    return "*" * max(len(text) - 4, 0) + text[-4:]


def prose(text: str) -> str:
    """Free text may hold anything, so only its length is kept."""
    return f"({len(text)} characters)" if text else ""


def _hidden(_: str) -> str:
    return "***"


MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": phone, "phones": phone, "from_number": phone, "customer_phone": phone,
    "name": name, "customer_name": name, "courier": name,
    "address": address, "email": email, "card_no": card, "customer_card_no": card,
    "notes": prose, "remarks": prose, "cause": prose, "comment": prose, "description": prose, "note": prose,
    "password": _hidden, "current_password": _hidden, "password_hash": _hidden,
    "refresh_token": _hidden, "access_token": _hidden,
}  # fmt: skip


def masked(value: Any, field: str = "") -> Any:
    """A copy of any JSON value with each personal field masked, however deep it lies."""
    if isinstance(value, Mapping):
        return {key: masked(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(inner, field) for inner in value]
    if isinstance(value, str) and field in MASKS:
        return MASKS[field](value)
    return value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only the fields that changed, as (before, after)."""
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in changed}, {key: after.get(key) for key in changed}
