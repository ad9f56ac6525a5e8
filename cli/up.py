"""`trunkline up`: the whole center on this machine, until a signal comes."""

import contextlib
import fcntl
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.center import resources
from cli.center.children import Child, ChildFailed, Supervisor
from cli.center.plan import Plan
from cli.center.ports import PortChoice, PortTaken, choose
from cli.center.ready import DemoUser, print_page, write_ready_file
from cli.center.schema import OtherSchema, require_ours
from cli.center.secrets import Secrets
from cli.center.trunks import read_lines

START_SECONDS = 60.0
LOOK_SECONDS = 0.2
console = Console()


class _Ended(SystemExit):
    """A signal asked us to end."""


def up(
    ephemeral: Annotated[bool, typer.Option(help="Throw the data away at the end.")] = False,
    ports: Annotated[PortChoice, typer.Option(help="`auto` picks free ports.")] = PortChoice.DEFAULT,
    ready_file: Annotated[
        Path | None, typer.Option(help="JSON, written when everything answers; default: in the state dir.")
    ] = None,
    state_dir: Annotated[Path, typer.Option(help="Where data, keys and logs are kept.")] = Path(".trunkline"),
    demo: Annotated[bool, typer.Option(help="Load the demo courier on the first run.")] = True,
) -> None:
    """Bring the whole center up on this machine: the app, an AWS and a carrier."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        with _directory(state_dir, ephemeral) as directory:
            require_ours(directory)
            plan = Plan(directory, choose(ports), Secrets.of(directory), ephemeral)
            _run(plan, ready_file or directory / "ready.json", demo)
    except (PortTaken, ChildFailed, OtherSchema, _Busy) as error:
        console.print(f"[red]{error}", markup=True, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


class _Busy(Exception):
    """Another center uses the state directory."""


@contextlib.contextmanager
def _directory(state_dir: Path, is_ephemeral: bool) -> Iterator[Path]:
    """The state directory, ours alone while the center is up."""
    directory = Path(tempfile.mkdtemp(prefix="trunkline-")) if is_ephemeral else state_dir.resolve()
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    (directory / "logs").mkdir(exist_ok=True)
    (directory / "carrier").mkdir(exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _Busy(
                f"A center is already up with the data in {directory}. End it, or bring another up with: "
                "trunkline up --ephemeral --ports auto"
            ) from None
        try:
            yield directory
        finally:
            if is_ephemeral:
                shutil.rmtree(directory, ignore_errors=True)


def _run(plan: Plan, ready_file: Path, has_demo: bool) -> None:
    ready_file.unlink(missing_ok=True)
    cloud, app, carrier = plan.children()
    supervisor = Supervisor()
    try:
        with supervisor.failing_fast():
            users = _bring_up(plan, supervisor, (cloud, app, carrier), has_demo)
        write_ready_file(ready_file, plan, users, supervisor.children)
        print_page(console, plan, users)
        supervisor.on_restart = lambda child: _note_restart(child, plan, users, ready_file, supervisor)
        while True:
            time.sleep(LOOK_SECONDS)
            supervisor.watch()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
        ready_file.unlink(missing_ok=True)


def _bring_up(
    plan: Plan, supervisor: Supervisor, children: tuple[Child, Child, Child], has_demo: bool
) -> list[DemoUser]:
    cloud, app, carrier = children

    def start(child: Child) -> None:
        supervisor.children.append(child)
        child.start()

    resources.adopt(plan.settings())
    lines = read_lines()
    with console.status("Starting the app and its AWS ..."):
        start(cloud)
        # It takes the app longer to load itself than the cloud to be ready for it.
        start(app)
        cloud.await_up(START_SECONDS)
        resources.create()
        resources.define_lines(lines)
    users = _load_demo() if has_demo else []
    with console.status("Starting the carrier ..."):
        plan.write_numbers(resources.numbers(), [trunk.model_dump() for trunk in lines.trunks])
        start(carrier)
        carrier.await_up(START_SECONDS)
        app.await_up(START_SECONDS)
    return users


def _load_demo() -> list[DemoUser]:
    """The demo's sign-ins; its data is loaded where it is not there yet."""
    from cli.demo import load

    return [DemoUser(each.username, each.password, each.role, each.name) for each in load(console)]


def _note_restart(
    child: Child, plan: Plan, users: list[DemoUser], ready_file: Path, supervisor: Supervisor
) -> None:
    console.print(f"[yellow]The {child.name} ended and was started again.[/yellow] See {child.log}")
    write_ready_file(ready_file, plan, users, supervisor.children)


def _end(_number: int, _frame: object) -> None:
    raise _Ended(0)
