"""Is this the caller's password?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.ivr import caller_secrets
from chalicelib.ivr.functions.registry import once
from chalicelib.ivr.secret_store import SecretKind


@once
def password_check(
    phone: str, password: str, kind: SecretKind = SecretKind.QUERY, *, now: datetime
) -> Mapping[str, Any]:
    """`isRight`, `verdict` (right, wrong, locked, unknown, not_set) and `triesLeft`; kind is query, handover
    or cipher. Three wrong tries close it for a day."""
    customer = caller_secrets.customer_calling(phone)
    verdict, left = caller_secrets.check(customer, kind, password, now)
    is_right = verdict is caller_secrets.Verdict.RIGHT
    return {"isRight": is_right, "verdict": verdict.value, "triesLeft": left}
