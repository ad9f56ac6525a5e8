"""`trunkline flow`: check, walk and test flow definitions, compare and publish them."""

import json
from dataclasses import asdict
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
def walk(
    file: File,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Walk every way through FILE with made-up callers; exit code 1 when one fails or is not found."""
    from chalicelib.ivr.definition import read_flow
    from chalicelib.ivr.walk import walk as walked

    document = _read(file)
    _refuse_problems(file, document)
    found = walked(read_flow(document, name=file.stem))
    if as_json:
        typer.echo(json.dumps({"flow": file.stem, **asdict(found)}, ensure_ascii=False))
    else:
        _tell(f"{file.stem}: {found.widgets_reached} of {found.widgets} widgets, ")
        _tell(f"{found.transitions_taken} of {found.transitions} connections")
        for missed in found.missed:
            _tell(f"not taken: {missed.widget} {missed.event} -> {missed.next}")
        for error in found.errors:
            _tell(f"failed: {error}")
    if not found.is_whole:
        raise typer.Exit(1)


@app.command()
def test(
    place: Annotated[Path, typer.Argument(exists=True, help="A YAML file of conversations, or a folder.")],
) -> None:
    """Hold the conversations of PLACE with their flows and say what they covered."""
    from cli.conversations import BadTest, by_flow, files_under, run

    try:
        reports = by_flow(run(file) for file in files_under(place))
    except BadTest as error:
        _err.print(str(error), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    for report in reports:
        for outcome in report.outcomes:
            _tell(f"{'ok  ' if outcome.why is None else 'FAIL'} {report.flow.name}: {outcome.name}")
            if outcome.why:
                _tell(f"     {outcome.why}")
        taken, wanted = report.transitions & report.wanted, report.wanted
        _tell(
            f"     {report.flow.name}: {len(report.outcomes)} conversations through"
            f" {len(report.widgets)} of {len(report.flow.widgets)} widgets and"
            f" {len(taken)} of {len(wanted)} connections"
        )
    if not all(report.has_passed for report in reports):
        raise typer.Exit(1)


@app.command()
def diff(
    before: File,
    after: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    language: Annotated[str, typer.Option(help="zh or en.")] = "en",
) -> None:
    """Say in words what changed from BEFORE to AFTER."""
    from chalicelib.ivr.editing.semantic_diff import changes_between

    old, new = _read(before), _read(after)
    _refuse_problems(before, old)
    _refuse_problems(after, new)
    for change in changes_between(old, new):
        _tell(change.text.zh if language.startswith("zh") else change.text.en)


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


def _tell(line: str) -> None:
    _out.print(line, highlight=False, markup=False, soft_wrap=True)


def _refuse_problems(file: Path, document: str) -> None:
    from chalicelib import ivr

    problems = ivr.validate(document)
    for problem in problems:
        _err.print(
            f"{file}: {problem.path}: {problem.message}", highlight=False, markup=False, soft_wrap=True
        )
    if problems:
        raise typer.Exit(1)


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
