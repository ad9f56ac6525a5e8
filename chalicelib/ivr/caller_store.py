"""Reads and writes the lists of callers, and how a call is decided on."""

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import CENTER, read_together
from chalicelib.ivr.entry import Number, NumberKind, dialled, number_called
from chalicelib.ivr.entry_rules import USUAL_PLAN, EntryPlan, ListedCaller, ListKind, Question
from chalicelib.ivr.entry_store import number_of, numbers
from chalicelib.ivr.records import EntryOrderRecord, ListedCallerRecord, NumberRecord
from chalicelib.values import dataclass

_SHORTEST_PREFIX = 3
# Prefixes stand apart from whole numbers: there are few of them, and each call reads those that may be its.
_PREFIXES = f"{CENTER}#prefixes"


def put_caller(caller: ListedCaller) -> None:
    """Put a caller on a list; each stands on one."""
    ListedCallerRecord(
        _place_of(caller.number),
        caller.number,
        kind=caller.kind.value,
        queue=caller.queue,
        flow=caller.flow,
        note=caller.note,
    ).save()


def remove_caller(number: str) -> None:
    """Take a caller off their list; one who is on none is no error."""
    ListedCallerRecord(_place_of(number), number).delete()


def listed_callers() -> list[ListedCaller]:
    """Everybody on a list, by number."""
    places = (CENTER, _PREFIXES)
    rows = (row for place in places for row in ListedCallerRecord.query(place, consistent_read=True))
    return [_caller(row) for row in sorted(rows, key=lambda row: row.number)]


def caller_named(number: str) -> ListedCaller | None:
    """The entry of exactly this number or prefix."""
    try:
        return _caller(ListedCallerRecord.get(_place_of(number), number, consistent_read=True))
    except DoesNotExist:
        return None


@dataclass(frozen=True)
class Known:
    """What is known of a call when it comes in."""

    number: Number | None
    listed: ListedCaller | None
    plan: EntryPlan


def known_of(to: str, caller: str) -> Known:
    """What is kept of the number that was dialled and of the caller (their own entry, else that of the
    longest prefix), and how the center decides on a call: in two requests."""
    rows = read_together(
        (NumberRecord, CENTER, dialled(to) or to or "-"),
        (EntryOrderRecord, CENTER, None),
        *([(ListedCallerRecord, CENTER, caller)] if caller else []),
    )
    number = next((row for row in rows if isinstance(row, NumberRecord)), None)
    order = next((row for row in rows if isinstance(row, EntryOrderRecord)), None)
    own = next((row for row in rows if isinstance(row, ListedCallerRecord)), None)
    best = own or _longest_prefix_of(caller)
    return Known(
        number=number_of(number) if number else number_called(to, numbers()),
        listed=_caller(best) if best else None,
        plan=_plan(order) if order else USUAL_PLAN,
    )


def _longest_prefix_of(caller: str) -> ListedCallerRecord | None:
    """A prefix is written with a star, which sorts before every digit: those of a number stand between its
    shortest one and itself."""
    if len(caller) < _SHORTEST_PREFIX:
        return None
    between = ListedCallerRecord.number.between(f"{caller[:_SHORTEST_PREFIX]}*", f"{caller}*")
    rows = ListedCallerRecord.query(_PREFIXES, between)
    matching = (row for row in rows if caller.startswith(row.number.removesuffix("*")))
    return max(matching, key=lambda row: len(row.number), default=None)


def _place_of(number: str) -> str:
    return _PREFIXES if number.endswith("*") else CENTER


def entry_plan() -> EntryPlan:
    """How a call is decided on."""
    try:
        return _plan(EntryOrderRecord.get(CENTER))
    except DoesNotExist:
        return USUAL_PLAN


def _plan(row: EntryOrderRecord) -> EntryPlan:
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
