"""Which requirement rows have a passing proof.

As a pytest plugin it writes down, for each row named by ``@pytest.mark.covers``, how its tests ended;
``python -m cli.ledger`` prints the last run's record per group.
"""

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "docs" / "requirements.csv"
RECORD = ROOT / "build" / "ledger.json"
_PROPERTY = "requirement_rows"


def requirement_ids() -> dict[str, str]:
    """Row id to its one-line text, in the order of the ledger."""
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["requirement"] for row in csv.DictReader(file)}


class Marker:
    """Lets each test's reports carry its rows: they come back from a worker of pytest-xdist, marks do not."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """An unknown row is a mistake in the mark."""
        known = requirement_ids()
        for item in items:
            rows = [row for mark in item.iter_markers("covers") for row in mark.args]
            unknown = [row for row in rows if row not in known]
            if unknown:
                raise ValueError(f"{item.nodeid}: unknown requirement rows {unknown}")
            item.user_properties.append((_PROPERTY, rows))


class Recorder(Marker):
    """Collects what the reports say during one run of pytest, in one process or in many."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the worst outcome of a test's phases."""
        rows = dict(report.user_properties).get(_PROPERTY)
        if rows and (report.failed or report.when == "call" or report.skipped):
            at = datetime.now(UTC).isoformat(timespec="seconds")
            # Not its node id, to which pytest-xdist appends the test's group.
            test = f"{report.location[0]}::{report.location[2]}"
            self.entries[test] = {"rows": rows, "outcome": report.outcome, "at": at}

    def pytest_sessionfinish(self) -> None:
        """Merge into the record, so that a run of one folder does not erase the others."""
        record = (load() if RECORD.exists() else {}) | self.entries
        if record:
            RECORD.parent.mkdir(exist_ok=True)
            RECORD.write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")


def pytest_configure(config: Any) -> None:
    """Entry point when loaded with ``-p cli.ledger``. A worker only marks; who started it records."""
    is_worker = hasattr(config, "workerinput")
    config.pluginmanager.register(Marker() if is_worker else Recorder(), "ledger")


def load() -> dict[str, dict[str, Any]]:
    """The record of the last runs, by test."""
    return dict(json.loads(RECORD.read_text(encoding="utf-8")))


def proven_rows(record: dict[str, dict[str, Any]]) -> set[str]:
    """Rows with at least one passing test and no failing one; a skipped test proves nothing."""
    outcomes: dict[str, set[str]] = defaultdict(set)
    for entry in record.values():
        for row in entry["rows"]:
            outcomes[row].add(entry["outcome"])
    return {row for row, seen in outcomes.items() if "passed" in seen and "failed" not in seen}


def show(rows: bool = typer.Option(False, "--rows", help="List every proven row.")) -> None:
    """Print per group how many requirement rows are proven by passing tests."""
    console = Console()
    if not RECORD.exists():
        console.print("No record yet: run [bold]make test[/bold] first.")
        raise typer.Exit(1)
    record, texts = load(), requirement_ids()
    proven = proven_rows(record)
    table = Table("group", "rows", "proven", "proven rows", title="Requirement ledger")
    groups: dict[str, list[str]] = defaultdict(list)
    for row in texts:
        groups[row.split("-")[0]].append(row)
    for group, members in groups.items():
        done = [row for row in members if row in proven]
        numbers = " ".join(row.split("-")[1] for row in done)
        table.add_row(group, str(len(members)), str(len(done)), numbers)
    table.add_row("all", str(len(texts)), str(len(proven)), "", style="bold")
    console.print(table)
    console.print(f"Newest test result: {max(entry['at'] for entry in record.values())}")
    if rows:
        for row in texts:
            if row in proven:
                console.print(f"{row}  {texts[row]}")


if __name__ == "__main__":
    typer.run(show)
