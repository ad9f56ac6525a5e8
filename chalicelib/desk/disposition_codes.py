"""Outcome codes: what one is, and the ones that come with the product."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.problems import Invalid

# More than this cannot be taken in at a glance.
MOST_CODES = 15


@dataclass(frozen=True)
class Disposition:
    """One outcome, named in both languages."""

    code: str
    zh: str
    en: str


DEFAULTS: tuple[Disposition, ...] = (
    Disposition("resolved", "已解决", "Resolved"),
    Disposition("follow_up", "需跟进", "Needs follow-up"),
    Disposition("ticket_filed", "已建工单", "Ticket filed"),
    Disposition("transferred", "已转办", "Passed on"),
    Disposition("wrong_number", "打错电话", "Wrong number"),
    Disposition("silent", "无声电话", "Silent call"),
    Disposition("other", "其他", "Other"),
)
OF_QUEUE: dict[str, tuple[Disposition, ...]] = {
    "consult": (
        Disposition("waybill_query", "运单查询", "Waybill query"),
        Disposition("price_query", "运费咨询", "Price query"),
        Disposition("coverage_query", "派送范围咨询", "Coverage query"),
        Disposition("urge_delivery", "催派件", "Delivery urged"),
    ),
    "complaint": (
        Disposition("delay", "延误", "Delay"),
        Disposition("damage", "破损", "Damage"),
        Disposition("loss", "遗失", "Loss"),
        Disposition("service_attitude", "服务态度", "Service attitude"),
        Disposition("suggestion", "建议", "Suggestion"),
    ),
    "order": (
        Disposition("pickup_ordered", "已下单取件", "Pickup ordered"),
        Disposition("pickup_changed", "修改取件", "Pickup changed"),
        Disposition("pickup_canceled", "取消取件", "Pickup canceled"),
    ),
}


def shipped_codes(queue: str) -> tuple[Disposition, ...]:
    """The codes of a queue that nobody has set any for."""
    return (*OF_QUEUE.get(queue, ()), *DEFAULTS)


def require_good_list(codes: Sequence[Disposition]) -> None:
    """Invalid when there are none, more than fifteen, or one twice."""
    if not 0 < len(codes) <= MOST_CODES:
        raise Invalid(f"A queue has 1 to {MOST_CODES} codes.", field="codes", rule="count")
    if len({code.code for code in codes}) != len(codes):
        raise Invalid("A code stands twice.", field="codes", rule="unique")
