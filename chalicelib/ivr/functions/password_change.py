"""Change the caller's query password, handover password or handover cipher."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.ivr import caller_secrets
from chalicelib.ivr.functions.registry import once
from chalicelib.ivr.secret_store import SecretKind


@once
def password_change(
    phone: str,
    old_password: str,
    new_password: str,
    new_again: str,
    kind: SecretKind = SecretKind.QUERY,
    *,
    now: datetime,
) -> Mapping[str, Any]:
    """`isChanged`, `verdict` (right, wrong, locked, unknown, not_set, mismatch, bad_shape) and `triesLeft`.
    `old_password` is the query password, whichever is changed."""
    customer = caller_secrets.customer_calling(phone)
    verdict, left = caller_secrets.change(customer, kind, old_password, new_password, new_again, now)
    is_changed = verdict is caller_secrets.Verdict.RIGHT
    return {"isChanged": is_changed, "verdict": verdict.value, "triesLeft": left}
