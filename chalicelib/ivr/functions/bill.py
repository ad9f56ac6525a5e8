"""What was I billed last? Asked of the operator's billing system."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ivr import billing
from chalicelib.ivr.functions.registry import flow_function


@flow_function
def bill(account: str, language: str = "zh-CN") -> Mapping[str, Any]:
    """`found`, `month`, `total` in yuan, `dueOn`, the `items`, and a `sentence` that says them. No billing
    system, or one that does not answer, ends in `fail`."""
    found = billing.latest_bill(account)
    if found is None:
        return {"found": False}
    return {
        "found": True,
        "month": found.month,
        "total": str(found.total),
        "dueOn": found.due_on.isoformat() if found.due_on else "",
        "items": [{"name": zh, "nameEn": en, "amount": str(amount)} for zh, en, amount in found.items],
        "sentence": _english(found) if language.startswith("en") else _chinese(found),
    }


def _chinese(found: billing.Bill) -> str:
    year, month = found.month.split("-")
    items = "，".join(f"{zh}{amount}元" for zh, _, amount in found.items)
    due = f"请于{found.due_on.month}月{found.due_on.day}日前缴纳。" if found.due_on else ""
    return f"您{year}年{int(month)}月的账单一共{found.total}元{f'，其中{items}' if items else ''}。{due}"


def _english(found: billing.Bill) -> str:
    items = ", ".join(f"{en} {amount}" for _, en, amount in found.items)
    due = f" It is due on {found.due_on:%B} {found.due_on.day}." if found.due_on else ""
    return f"Your bill of {found.month} is {found.total} yuan{f': {items}' if items else ''}.{due}"
