"""`trunkline import taskrouter FILE` and `trunkline export taskrouter FILE`: a workspace's definitions."""

import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.attach import attach

if TYPE_CHECKING:
    from chalicelib.taskrouter import Definitions, Plan, Step

_LONGEST_VALUE = 60

export_app = typer.Typer(name="export", help="Write the center's definitions to a file.")

ReadFile = Annotated[
    Path | None, typer.Argument(exists=True, dir_okay=False, readable=True, help="An export, as JSON")
]
WriteFile = Annotated[Path, typer.Argument(dir_okay=False, writable=True, help="The file to write")]


def import_command(
    file: ReadFile = None,
    from_account: Annotated[
        bool,
        typer.Option("--from-account", help="Read Twilio's own: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
    ] = False,
    workspace: Annotated[
        str, typer.Option(help="With --from-account: which workspace, when there are several")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the steps as JSON")] = False,
) -> None:
    """Import a TaskRouter workspace: activities, queues, workers, workflows. Again, it changes nothing."""
    if (file is None) is not from_account:
        raise typer.BadParameter("Give a FILE, or --from-account.")
    attach()
    from chalicelib import taskrouter
    from chalicelib.problems import Problem

    err = Console(stderr=True)
    try:
        document = _from_account(workspace) if from_account else _from_file(file)
        definitions = taskrouter.read_document(document)
        plan = taskrouter.plan(definitions) if dry_run else _take_in(definitions, str(file or "account"))
    except Problem as problem:
        err.print(f"[red]{problem.message}[/red]")
        raise typer.Exit(2) from problem
    if as_json:
        typer.echo(json.dumps([asdict(step) for step in plan.steps], ensure_ascii=False))
    else:
        _show(plan, dry_run)
    raise typer.Exit(1 if plan.refused else 0)


@export_app.command("taskrouter")
def export_command(file: WriteFile) -> None:
    """Export activities, queues, workers and workflows, in a form that imports again."""
    attach()
    from chalicelib import taskrouter

    file.write_text(taskrouter.as_text(taskrouter.ours()), encoding="utf-8")


@export_app.callback()
def _export() -> None:
    """Write the center's definitions to a file."""


def _take_in(definitions: "Definitions", source: str) -> "Plan":
    from chalicelib import people, taskrouter

    now = datetime.now(UTC)
    plan = taskrouter.take_in(definitions, now)
    done = Counter(f"{step.action} {step.kind}" for step in plan.steps)
    people.audit(people.system("importer"), "taskrouter.imported", f"file:{source}", None, dict(done), now)
    return plan


def _from_file(file: Path | None) -> Any:
    from chalicelib.problems import Invalid

    try:
        return json.loads((file or Path()).read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid(f"{file} is not JSON: {error}") from None


def _from_account(wanted: str) -> dict[str, Any]:
    """The lists of a workspace of the account that the environment names, each page by page."""
    from twilio.base.exceptions import TwilioException
    from twilio.rest import Client

    from chalicelib.problems import Invalid

    try:
        # TRUNKLINE_TASKROUTER_URL: another center's API instead of Twilio's.
        client = Client(os.environ.get("TWILIO_ACCOUNT_SID"), os.environ.get("TWILIO_AUTH_TOKEN"))
        base = os.environ.get("TRUNKLINE_TASKROUTER_URL")
        if base:
            client.taskrouter.base_url = base
        workspaces = [one.sid for one in client.taskrouter.v1.workspaces.list()]
    except TwilioException as error:
        raise Invalid(f"The account could not be read: {error}") from error
    if wanted:
        workspaces = [sid for sid in workspaces if sid == wanted]
    if len(workspaces) != 1:
        raise Invalid(f"There are {len(workspaces)} such workspaces; name one with --workspace.")
    return _lists_of(client.taskrouter.v1.workspaces(workspaces[0]))


def _lists_of(workspace: Any) -> dict[str, Any]:
    reads = {
        "activities": (workspace.activities, ("sid", "friendly_name", "available")),
        "task_channels": (workspace.task_channels, ("sid", "friendly_name", "unique_name")),
        "task_queues": (
            workspace.task_queues,
            ("sid", "friendly_name", "target_workers", "task_order", "max_reserved_workers"),
        ),
        "workers": (workspace.workers, ("sid", "friendly_name", "attributes")),
        "workflows": (
            workspace.workflows,
            (
                "sid",
                "friendly_name",
                "configuration",
                "assignment_callback_url",
                "fallback_assignment_callback_url",
                "task_reservation_timeout",
            ),
        ),
    }
    return {
        name: [{each: getattr(one, each) for each in wanted} for one in resource.list()]
        for name, (resource, wanted) in reads.items()
    }


def _show(plan: "Plan", dry_run: bool) -> None:
    table = Table("", "what", "name", "change", title="What would change" if dry_run else "What was done")
    for step in plan.steps:
        if step.action != "same":
            table.add_row(step.action, step.kind, step.name, _difference(step))
    same = sum(step.action == "same" for step in plan.steps)
    if table.row_count:
        Console().print(table)
    Console().print(f"{len(plan.steps) - same - len(plan.refused)} to take in, {same} as they are, "
                    f"{len(plan.refused)} refused")  # fmt: skip


def _difference(step: "Step") -> str:
    changes = [f"{name}: {_short(old)} -> {_short(new)}" for name, (old, new) in step.changes.items()]
    return "\n".join([*changes, *([step.reason] if step.reason else [])])


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
