"""`trunkline call`: one whole call without a person, printed as its twelve steps."""

import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.journey.browser import find_chromium
from cli.journey.center import Center, running
from cli.journey.first_call import live_through
from cli.journey.story import Check, JourneyFailed, Story


def call(
    ready_file: Annotated[
        Path | None,
        typer.Option(help="The ready file of a running center; else this folder's, or a new one."),
    ] = None,
) -> None:
    """A scripted caller goes over real SIP through a center to an agent in a headless browser."""
    console = Console()
    if not find_chromium():
        console.print("[red]Chromium is not installed (Debian: apt-get install chromium).")
        raise typer.Exit(2)
    # Ended from outside, the journey still hangs up and leaves the agent's desk in order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console.print("Looking for a running center, else starting one of our own ...")
    with running(ready_file) as center:
        console.print(f"Calling {center.sip_uri}; the agent works at {center.web_url}")
        story = _live(center, console)
    _print_trace(story, console)
    raise typer.Exit(0 if story.is_ok else 1)


def _live(center: Center, console: Console) -> Story:
    story = Story(on_check=lambda check: _print_check(check, console))
    try:
        live_through(center, story)
    except JourneyFailed as error:
        console.print(f"[red]The journey ended early:[/red] {error}", markup=True, highlight=False)
    return story


def _print_check(check: Check, console: Console) -> None:
    mark = "[green]ok[/green]  " if check.is_ok else "[red]FAIL[/red]"
    console.print(f"{mark} {check.seconds:6.2f} s  {check.name}", highlight=False)
    if check.detail:
        console.print(f"                 {check.detail}", style="dim", markup=False, highlight=False)


def _print_trace(story: Story, console: Console) -> None:
    if not story.trace:
        console.print("[red]There is no trace of the call.")
        return
    table = Table("", "step", "at", "after", title=f"The twelve steps of contact {story.contact_id}")
    began = story.trace[0]["at"]
    for step in story.trace:
        table.add_row(str(step["number"]), step["title"]["en"], *_times(began, step["at"]))
    console.print(table)
    console.print("[green]All twelve steps, in order." if story.is_traced else "[red]The trace is not whole.")


def _times(began: str | None, at: str | None) -> tuple[str, str]:
    if not at or not began:
        return "-", "missing"
    after = datetime.fromisoformat(at) - datetime.fromisoformat(began)
    return at, f"+{after.total_seconds():.3f} s"
