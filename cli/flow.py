"""`trunkline flow`: check a flow definition, publish it, see what is published."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.attach import attach

app = typer.Typer(help="Call flows: Twilio Studio definitions.", no_args_is_help=True)
_out = Console()
_err = Console(stderr=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A flow definition.")]


@app.command()
def check(file: File) -> None:
    """Say what keeps FILE from being published, each problem with its place in the document."""
    from chalicelib import ivr

    problems = ivr.validate(_read(file))
    for problem in problems:
        _err.print(f"{problem.path}: {problem.message}", highlight=False, markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    _out.print(f"{file} is good", highlight=False, markup=False, soft_wrap=True)


@app.command()
def publish(
    file: File,
    name: Annotated[str, typer.Option(help="The flow's name; numbers refer to it.")],
    bind: Annotated[
        list[str] | None, typer.Option(help="FROM=TO: ask TO wherever a URL of the flow begins with FROM.")
    ] = None,
    secret: Annotated[
        list[str] | None, typer.Option(help="A widget whose keys must never be seen, such as a PIN.")
    ] = None,
) -> None:
    """Make FILE the newest revision of a flow; the next call follows it."""
    attach()
    from chalicelib import ivr
    from chalicelib.problems import Problem

    bindings = dict(_binding(pair) for pair in bind or ())
    try:
        flow = ivr.publish(
            name, _read(file), datetime.now(UTC), bindings=bindings, secrets=secret or (), by="trunkline"
        )
    except Problem as problem:
        for field in problem.fields:
            _err.print(f"{field.field}: {field.message}", highlight=False, markup=False, soft_wrap=True)
        if not problem.fields:
            _err.print(problem.message, markup=False)
        raise typer.Exit(1) from None
    _out.print(f"{flow.name} is at revision {flow.revision} ({flow.sid})", highlight=False, markup=False)


@app.command("list")
def list_flows() -> None:
    """The published flows."""
    attach()
    from chalicelib import ivr

    table = Table("name", "revision", "published", "sid")
    for line in ivr.flow_lines():
        table.add_row(line.name, str(line.revision), f"{line.published_at:%Y-%m-%d %H:%M} UTC", line.sid)
    _out.print(table)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        _err.print("#: a flow definition is UTF-8 text")
        raise typer.Exit(1) from None


def _binding(pair: str) -> tuple[str, str]:
    source, is_pair, target = pair.partition("=http")
    if not is_pair:
        raise typer.BadParameter(f"{pair} is not FROM=TO, with TO an http address", param_hint="--bind")
    return source, f"http{target}"
