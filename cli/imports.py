"""`trunkline import customers|waybills|tariffs|knowledge FILE`: CSV files in; bad rows are listed."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from cli.attach import attach
from cli.csv_file import UnreadableFile

if TYPE_CHECKING:
    from cli.csv_import import Summary

SHOWN_BAD_ROWS = 50

Step = Callable[..., "Summary"]

app = typer.Typer(name="import", help="Import CSV files (UTF-8 or GB18030, Chinese or English headers).")
CsvPath = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV file")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON")]


@app.command("customers")
def customers_command(file: CsvPath, as_json: AsJson = False) -> None:
    """Import customers: phones, name, card number, gender, address and so on."""
    attach()
    from cli import csv_import

    _run([(csv_import.import_customers, file)], as_json)


@app.command("waybills")
def waybills_command(
    file: CsvPath,
    events: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A CSV file of tracking events")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import waybills, and with --events their tracking."""
    attach()
    from cli import csv_import

    also = [(csv_import.import_events, events)] if events else []
    _run([(csv_import.import_waybills, file), *also], as_json)


@app.command("tariffs")
def tariffs_command(file: CsvPath, as_json: AsJson = False) -> None:
    """Import what sending a parcel costs: zone, base price, price of each further step of weight."""
    attach()
    from cli import csv_import

    _run([(csv_import.import_tariffs, file)], as_json)


@app.command("knowledge")
def knowledge_command(file: CsvPath, as_json: AsJson = False) -> None:
    """Import what callers and agents are told: id, title, keywords, answers in Chinese and English."""
    attach()
    from cli import csv_import

    _run([(csv_import.import_knowledge, file)], as_json)


def _run(steps: Sequence[tuple[Step, Path]], as_json: bool) -> None:
    err = Console(stderr=True)
    try:
        summaries = [_with_progress(step, path, err) for step, path in steps]
    except UnreadableFile as unreadable:
        err.print(f"[red]{unreadable}[/red]")
        raise typer.Exit(2) from unreadable
    if as_json:
        typer.echo(json.dumps([asdict(summary) for summary in summaries], ensure_ascii=False))
    else:
        for summary in summaries:
            _show(summary, Console())
    raise typer.Exit(1 if any(summary.bad_rows for summary in summaries) else 0)


def _with_progress(step: Step, path: Path, console: Console) -> "Summary":
    with path.open("rb") as lines:
        total = max(sum(1 for _ in lines) - 1, 0)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(path.name, total=total)
        return step(path, lambda rows: progress.advance(task, rows))


def _show(summary: "Summary", console: Console) -> None:
    console.print(
        f"{summary.kind}: {summary.rows} rows ({summary.encoding}): {summary.created} created, "
        f"{summary.updated} updated, {summary.unchanged} unchanged, in {summary.seconds} s"
    )
    if summary.ignored_columns:
        console.print(f"Columns not used: {', '.join(summary.ignored_columns)}")
    if not summary.bad_rows:
        return
    table = Table("line", "field", "reason", title=f"Rows that stayed out of {summary.file}")
    for bad in summary.bad_rows[:SHOWN_BAD_ROWS]:
        table.add_row(str(bad.line), bad.field, bad.reason)
    console.print(table)
    if len(summary.bad_rows) > SHOWN_BAD_ROWS:
        console.print(f"... and {len(summary.bad_rows) - SHOWN_BAD_ROWS} more (--json lists all)")
