"""What is left on my account? Asked of the operator's billing system."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ivr import billing
from chalicelib.ivr.functions.registry import flow_function


@flow_function
def balance(account: str, language: str = "zh-CN") -> Mapping[str, Any]:
    """`found`, `balance` in yuan, `isOwing`, and a `sentence`. No billing system, or one that does not
    answer, ends in `fail`."""
    amount = billing.balance(account)
    if amount is None:
        return {"found": False}
    owed = abs(amount)
    if language.startswith("en"):
        sentence = f"You owe {owed} yuan." if amount < 0 else f"Your balance is {amount} yuan."
    else:
        sentence = f"您的账户欠费{owed}元。" if amount < 0 else f"您的账户余额是{amount}元。"
    return {"found": True, "balance": str(amount), "isOwing": amount < 0, "sentence": sentence}
