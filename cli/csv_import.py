"""CSV files into the center: rows are checked and saved in batches, and the bad ones are remembered."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from chalicelib import customers, knowledge, people, waybills
from chalicelib.aws.settings import settings
from chalicelib.customers import bulk as customers_bulk
from chalicelib.customers import csv_rows as customer_rows
from chalicelib.knowledge import schemas as knowledge_rows
from chalicelib.problems import Problem
from chalicelib.waybills import bulk as waybills_bulk
from chalicelib.waybills import csv_rows as waybill_rows
from chalicelib.waybills import tariff_schemas as tariff_rows
from cli.csv_file import CsvFile, Row, open_csv

BATCH = 500

Tell = Callable[[int], None]
Checked = tuple[int, Any]


@dataclass(frozen=True)
class BadRow:
    """A row that stayed out: its line in the file, the field and why."""

    line: int
    field: str
    reason: str


@dataclass
class Summary:
    """What an import did."""

    kind: str
    file: str
    encoding: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    seconds: float = 0
    ignored_columns: tuple[str, ...] = ()
    bad_rows: list[BadRow] = field(default_factory=list)

    def count(self, line: int, outcome: str | Problem) -> None:
        """Add one row's outcome."""
        if isinstance(outcome, Problem):
            where = outcome.fields[0].field if outcome.fields else ""
            self.bad_rows.append(BadRow(line, where, outcome.message))
        else:
            setattr(self, outcome, getattr(self, outcome) + 1)


def import_customers(path: Path, tell: Tell = lambda _: None) -> Summary:
    """Import customers; a person who is known by phone, card or mail is updated."""
    file = open_csv(path, customer_rows.COLUMNS, customer_rows.REQUIRED)

    def save(batch: Sequence[Checked]) -> list[str | Problem]:
        return customers_bulk.save_all([details for _, details in batch], _now())

    return _import("customers", file, lambda cells: customer_rows.customer_in(cells).details(), save, tell)


def import_waybills(path: Path, tell: Tell = lambda _: None) -> Summary:
    """Import waybills; one that is known is brought up to date and keeps its events."""
    file = open_csv(path, waybill_rows.COLUMNS, waybill_rows.REQUIRED)
    zone = ZoneInfo(settings().time_zone)

    def save(batch: Sequence[Checked]) -> list[str | Problem]:
        return waybills_bulk.save_all(_owned([waybill for _, waybill in batch]), _now())

    return _import("waybills", file, lambda cells: waybill_rows.waybill(cells, zone), save, tell)


def import_events(path: Path, tell: Tell = lambda _: None) -> Summary:
    """Import tracking events; told again, they change nothing."""
    file = open_csv(path, waybill_rows.EVENT_COLUMNS, waybill_rows.EVENT_REQUIRED)
    zone = ZoneInfo(settings().time_zone)

    def save(batch: Sequence[Checked]) -> list[str | Problem]:
        return waybills_bulk.append_all([event for _, event in batch], _now())

    return _import("events", file, lambda cells: waybill_rows.event(cells, zone), save, tell)


def import_tariffs(path: Path, tell: Tell = lambda _: None) -> Summary:
    """Import the prices of zones; zones that the file does not name stay."""
    file = open_csv(path, tariff_rows.COLUMNS, tariff_rows.REQUIRED)
    known = {tariff.zone: tariff for tariff in waybills.tariffs()}

    def save(batch: Sequence[Checked]) -> list[str | Problem]:
        return [_kept(tariff, known.get(tariff.zone), waybills.put_tariff) for _, tariff in batch]

    return _import("tariffs", file, tariff_rows.tariff_of_row, save, tell)


def import_knowledge(path: Path, tell: Tell = lambda _: None) -> Summary:
    """Import items of knowledge; items that the file does not name stay."""
    file = open_csv(path, knowledge_rows.COLUMNS, knowledge_rows.REQUIRED)
    known = {item.item_id: item for item in knowledge.items()}
    now = _now()

    def save(batch: Sequence[Checked]) -> list[str | Problem]:
        return [_kept(item, _dated(known.get(item.item_id), now), knowledge.put) for _, item in batch]

    return _import("knowledge", file, lambda cells: knowledge_rows.item_of_row(cells, now), save, tell)


def _kept(new: Any, old: Any, put: Callable[[Any], None]) -> str:
    """Keep what is new; what became of it."""
    if new == old:
        return "unchanged"
    put(new)
    return "created" if old is None else "updated"


def _dated(item: knowledge.Item | None, now: datetime) -> knowledge.Item | None:
    return replace(item, updated_at=now) if item else None


def _import(
    kind: str, file: CsvFile, check: Callable[[Mapping[str, str]], Any],
    save: Callable[[Sequence[Checked]], list[str | Problem]], tell: Tell,
) -> Summary:  # fmt: skip
    begun = time.monotonic()
    summary = Summary(kind, str(file.path), file.encoding, ignored_columns=file.header.ignored)
    for rows in _batches(file.rows(), BATCH):
        checked = [good for row in rows if (good := _checked(row, check, summary)) is not None]
        for (line, _), outcome in zip(checked, save(checked) if checked else [], strict=True):
            summary.count(line, outcome)
        summary.rows += len(rows)
        tell(len(rows))
    summary.bad_rows.sort(key=lambda bad: bad.line)
    summary.seconds = round(time.monotonic() - begun, 2)
    counts = {name: getattr(summary, name) for name in ("rows", "created", "updated", "unchanged")}
    after = {**counts, "bad_rows": len(summary.bad_rows)}
    people.audit(people.system("importer"), f"{kind}.imported", f"file:{file.path.name}", None, after, _now())
    return summary


def _checked(row: Row, check: Callable[[Mapping[str, str]], Any], summary: Summary) -> Checked | None:
    if row.problem:
        summary.bad_rows.append(BadRow(row.line, "", row.problem))
        return None
    try:
        return row.line, check(row.cells)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False, include_context=False):
            where = ".".join(str(part) for part in each["loc"] if isinstance(part, str))
            summary.bad_rows.append(BadRow(row.line, where, each["msg"]))
    except Problem as problem:
        summary.count(row.line, problem)
    return None


def _owned(batch: Sequence[waybills.Waybill]) -> list[waybills.Waybill]:
    """Each waybill with the customer it belongs to: the sender if known, else the receiver."""
    owners = customers.ids_of_phones(phone for waybill in batch for phone in waybill.phones)
    return [
        replace(waybill, customer_id=next((owners[p] for p in waybill.phones if p in owners), None))
        for waybill in batch
    ]


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch


def _now() -> datetime:
    return datetime.now(UTC)
