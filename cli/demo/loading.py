"""Loading the demo courier: set up the center, import its CSV files, and remember that it is there."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chalicelib import people, waybills
from chalicelib.problems import NotFound
from cli import csv_import
from cli.csv_import import Summary
from cli.demo.center import employ, set_up
from cli.demo.courier import FIRST_NUMBER, courier
from cli.demo.csv_files import write_files
from cli.demo.staff import PASSWORD, STAFF

_TARIFFS = Path(__file__).with_name("tariffs.csv")
_KNOWLEDGE = Path(__file__).with_name("knowledge.csv")


@dataclass(frozen=True)
class SignIn:
    """How one of the demo's people signs in."""

    username: str
    password: str
    role: str
    name: str


class DemoBroken(Exception):
    """The importer refused a row of our own demo data."""


def load(console: Console, password: str = PASSWORD) -> list[SignIn]:
    """Load what is missing, showing progress, and return the sign-ins."""
    if not is_loaded():
        begun = time.monotonic()
        now = datetime.now(UTC)
        with console.status("Setting up queues and flows ..."):
            set_up(now)
        _import_files(console, now)
        # Last, so that a load that was cut short is done again; every step of it changes nothing twice.
        with console.status("Hiring ..."):
            employ(password, now)
        console.print(f"Demo courier loaded in {time.monotonic() - begun:.1f} s", highlight=False)
    return [SignIn(person.username, password, person.role, person.name) for person in STAFF]


def is_loaded() -> bool:
    """Whether a load has come to its end."""
    try:
        people.fetch_user(people.user_id_of(STAFF[-1].username))
    except NotFound:
        return False
    return waybills.find(str(FIRST_NUMBER)) is not None


def _import_files(console: Console, now: datetime) -> None:
    demo = courier(now)
    steps: list[tuple[str, Callable[..., Summary], str, int]] = [
        ("Customers", csv_import.import_customers, "customers", len(demo.customers)),
        ("Waybills", csv_import.import_waybills, "waybills", len(demo.waybills)),
        ("Tracking events", csv_import.import_events, "events", sum(len(w.stops) + 1 for w in demo.waybills)),
    ]
    few_rows = (csv_import.import_tariffs(_TARIFFS), csv_import.import_knowledge(_KNOWLEDGE))
    for few in few_rows:
        if few.bad_rows:
            raise DemoBroken(f"{few.kind}: {few.bad_rows[0]}")
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with tempfile.TemporaryDirectory() as folder, Progress(*columns, console=console) as progress:
        files = write_files(demo, Path(folder))
        for title, step, name, total in steps:
            task = progress.add_task(title, total=total)
            summary = step(getattr(files, name), lambda rows, task=task: progress.advance(task, rows))
            if summary.bad_rows:
                raise DemoBroken(f"{name}: {summary.bad_rows[0]}")
