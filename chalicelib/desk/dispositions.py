"""The outcome codes that an agent picks from, a short list for each queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from pynamodb.exceptions import DoesNotExist

from chalicelib.desk.records import DispositionsRecord
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
_OF_QUEUE: dict[str, tuple[Disposition, ...]] = {
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


def dispositions(queue: str) -> tuple[Disposition, ...]:
    """The codes of a queue: the configured ones, else the ones that come with the product."""
    try:
        row = DispositionsRecord.get(queue)
    except DoesNotExist:
        return (*_OF_QUEUE.get(queue, ()), *DEFAULTS)
    return tuple(Disposition(code["code"], code["zh"], code["en"]) for code in row.codes)


def define_dispositions(queue: str, codes: Sequence[Disposition]) -> None:
    """Set a queue's codes. Invalid when there are none, more than fifteen, or one twice."""
    if not 0 < len(codes) <= MOST_CODES:
        raise Invalid(f"A queue has 1 to {MOST_CODES} codes.", field="codes", rule="count")
    if len({code.code for code in codes}) != len(codes):
        raise Invalid("A code stands twice.", field="codes", rule="unique")
    DispositionsRecord(
        queue=queue, codes=[{"code": code.code, "zh": code.zh, "en": code.en} for code in codes]
    ).save()


def require_known(queue: str | None, code: str | None) -> None:
    """Invalid for a code that its queue does not have."""
    if code is not None and code not in {one.code for one in dispositions(queue or "")}:
        raise Invalid("This queue has no such code.", field="disposition", rule="known")
