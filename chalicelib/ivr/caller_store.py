"""Reads and writes the lists of callers, and how a call is decided on."""

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import CENTER
from chalicelib.ivr.entry import NumberKind
from chalicelib.ivr.entry_rules import USUAL_PLAN, EntryPlan, ListedCaller, ListKind, Question
from chalicelib.ivr.records import EntryOrderRecord, ListedCallerRecord

_SHORTEST_PREFIX, _LONGEST = 3, 16


def put_caller(caller: ListedCaller) -> None:
    """Put a caller on a list; each stands on one."""
    ListedCallerRecord(
        CENTER,
        caller.number,
        kind=caller.kind.value,
        queue=caller.queue,
        flow=caller.flow,
        note=caller.note,
    ).save()


def remove_caller(number: str) -> None:
    """Take a caller off their list; one who is on none is no error."""
    ListedCallerRecord(CENTER, number).delete()


def listed_callers() -> list[ListedCaller]:
    """Everybody on a list, by number."""
    return [_caller(row) for row in ListedCallerRecord.query(CENTER, consistent_read=True)]


def caller_named(number: str) -> ListedCaller | None:
    """The entry of exactly this number or prefix."""
    try:
        return _caller(ListedCallerRecord.get(CENTER, number, consistent_read=True))
    except DoesNotExist:
        return None


def find_caller(number: str) -> ListedCaller | None:
    """The entry that a caller falls under: their own, else the longest prefix."""
    prefixes = [f"{number[:length]}*" for length in range(_SHORTEST_PREFIX, min(len(number), _LONGEST) + 1)]
    keys = [(CENTER, number), *((CENTER, prefix) for prefix in prefixes)]
    found = {row.number: row for row in ListedCallerRecord.batch_get(keys)} if number else {}
    best = max(found, key=lambda each: (not each.endswith("*"), len(each)), default=None)
    return _caller(found[best]) if best else None


def entry_plan() -> EntryPlan:
    """How a call is decided on."""
    try:
        row = EntryOrderRecord.get(CENTER)
    except DoesNotExist:
        return USUAL_PLAN
    flows = row.flows or {}
    return EntryPlan(
        order=tuple(Question(each) for each in row.order),
        by_trunk=flows.get("trunk", {}),
        by_kind={NumberKind(kind): name for kind, name in flows.get("kind", {}).items()},
    )


def put_entry_plan(plan: EntryPlan) -> None:
    """The next call goes by it."""
    flows = {"trunk": dict(plan.by_trunk), "kind": {kind.value: name for kind, name in plan.by_kind.items()}}
    EntryOrderRecord(CENTER, order=[each.value for each in plan.order], flows=flows).save()


def _caller(row: ListedCallerRecord) -> ListedCaller:
    return ListedCaller(row.number, ListKind(row.kind), row.queue, row.flow, row.note)
