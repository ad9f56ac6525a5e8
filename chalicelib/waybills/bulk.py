"""Taking in many waybills or events at once, as an import does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from chalicelib.problems import NotFound, Problem, TransactionLost
from chalicelib.waybills import store, track
from chalicelib.waybills.waybill import TrackingEvent, Waybill, digits_of, is_same_number

THREADS = 4
# DynamoDB takes 100 writes in a transaction; fewer keep one collision from repeating much.
GROUP = 25

Told = TypeVar("Told")
# `created`, `updated`, `unchanged`, or the problem that kept a row out.
Outcome = str | Problem


def save_all(batch: Sequence[Waybill], now: datetime) -> list[Outcome]:
    """Save each, in order; one that fails leaves the others alone. The caller logs the import as a whole."""
    known = store.fetch_many(waybill.digits for waybill in batch)

    def merge(before: Waybill | None, told: Waybill) -> Waybill:
        return track.brought_up_to_date(before, told)

    outcomes, changed = _folded([(each.digits, each) for each in batch], known, merge)
    _write(changed.values(), lambda waybill: track.save(waybill, by=None, now=now))
    return outcomes


def append_all(batch: Sequence[tuple[str, TrackingEvent]], now: datetime) -> list[Outcome]:
    """Put each event into its waybill's history; one of an unknown waybill is a NotFound in its place."""
    known = store.fetch_many(digits_of(number) or "" for number, _ in batch)

    def merge(before: Waybill | None, told: tuple[str, TrackingEvent]) -> Waybill:
        number, event = told
        if before is None or not is_same_number(number, before):
            raise NotFound(f"There is no waybill {number}.", field="number", rule="unknown")
        return track.tracked(before, [event])

    outcomes, changed = _folded([(digits_of(row[0]) or "", row) for row in batch], known, merge)
    _write(
        changed.values(),
        lambda waybill: track.append(waybill.number, waybill.events, by=None, now=now),
    )
    return outcomes


def _folded(
    batch: Iterable[tuple[str, Told]],
    known: Mapping[str, Waybill],
    merge: Callable[[Waybill | None, Told], Waybill],
) -> tuple[list[Outcome], dict[str, Waybill]]:
    """Apply row after row to what is known, in memory: what each row did, and the waybills to write."""
    now_there = dict(known)
    changed: dict[str, Waybill] = {}
    outcomes: list[Outcome] = []
    for digits, told in batch:
        before = now_there.get(digits)
        try:
            after = merge(before, told)
        except Problem as problem:
            outcomes.append(problem)
            continue
        outcomes.append("created" if before is None else "unchanged" if after == before else "updated")
        if after != before:
            now_there[digits] = changed[digits] = after
    return outcomes, changed


def _write(waybills: Iterable[Waybill], one_by_one: Callable[[Waybill], object]) -> None:
    all_of_them = list(waybills)
    groups = [all_of_them[at : at + GROUP] for at in range(0, len(all_of_them), GROUP)]

    def write(group: list[Waybill]) -> None:
        try:
            store.replace_all(group)
        except TransactionLost:
            # Somebody else wrote one of them meanwhile: each again, on what is there now.
            for waybill in group:
                one_by_one(waybill)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, groups))
