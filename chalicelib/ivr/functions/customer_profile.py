"""What do you know about me? Told only to who keys the query password."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.ivr import caller_secrets
from chalicelib.ivr.functions.registry import once
from chalicelib.ivr.secret_store import SecretKind


@once
def customer_profile(
    phone: str, password: str, language: str = "zh-CN", *, now: datetime
) -> Mapping[str, Any]:
    """`isRight` and `verdict` as of password_check; with the right password also `name`, `address`, `cardNo`
    and a `sentence` that says them."""
    customer = caller_secrets.customer_calling(phone)
    verdict, left = caller_secrets.check(customer, SecretKind.QUERY, password, now)
    if customer is None or verdict is not caller_secrets.Verdict.RIGHT:
        return {"isRight": False, "verdict": verdict.value, "triesLeft": left}
    details = customer.details
    sentence = (
        f"Your name is {details.name}. Your address is {details.address}."
        if language.startswith("en")
        else f"您的姓名是{details.name}，地址是{details.address}。"
    )
    return {
        "isRight": True,
        "verdict": verdict.value,
        "triesLeft": left,
        "name": details.name,
        "address": details.address,
        "cardNo": details.card_no or "",
        "sentence": sentence,
    }
