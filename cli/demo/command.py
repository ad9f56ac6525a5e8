"""`trunkline demo`: the demo courier in a center, or as CSV files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.attach import attach
from cli.demo.courier import courier
from cli.demo.csv_files import write_files
from cli.demo.staff import PASSWORD

app = typer.Typer(help="The demo courier: people, queues, customers and waybills.", no_args_is_help=True)


@app.command()
def load(password: Annotated[str, typer.Option(help="Everybody's password")] = PASSWORD) -> None:
    """Load the demo into the center that is up; what is there already stays."""
    attach()
    from cli.demo import load as load_into_center

    console = Console()
    table = Table("sign in as", "password", "role", "name")
    for one in load_into_center(console, password):
        table.add_row(one.username, one.password, one.role, one.name)
    console.print(table)


@app.command("files")
def write(folder: Annotated[Path, typer.Argument(help="Where to write the CSV files")]) -> None:
    """Write the demo's customers, waybills and events as CSV files, to see what an import takes."""
    files = write_files(courier(datetime.now(UTC)), folder)
    for path in (files.customers, files.waybills, files.events):
        typer.echo(str(path))
