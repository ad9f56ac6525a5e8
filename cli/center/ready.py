"""What a center that is up tells: the ready file for scripts, a short page for people."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from cli.center.children import Child
from cli.center.plan import WEB, Plan
from cli.center.secrets import write_private


@dataclass(frozen=True)
class DemoUser:
    """A demo sign-in."""

    username: str
    password: str
    role: str
    name: str


def write_ready_file(path: Path, plan: Plan, users: Iterable[DemoUser], children: Iterable[Child]) -> None:
    """Everything a script needs to use this center; it holds secrets, so it is private to its owner."""
    told = {
        "web_url": plan.web_url,
        "api_url": plan.api_url,
        "carrier_url": plan.carrier_url,
        "cloud_url": plan.cloud_url,
        "sip_uri": plan.sip_uri,
        "account_sid": plan.secrets.account_sid,
        "auth_token": plan.secrets.auth_token,
        "users": [asdict(user) for user in users],
        "pids": {child.name: child.pid for child in children},
        "state_dir": str(plan.state_dir),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, json.dumps(told, ensure_ascii=False, indent=1))


def print_page(console: Console, plan: Plan, users: list[DemoUser]) -> None:
    """What to do now."""
    if users:
        console.print(_sign_ins(users))
    lines = [
        f"[bold]Open[/bold]   {plan.web_url}   and sign in as an agent; choose [bold]Ready[/bold]",
        f"[bold]Call[/bold]   {plan.sip_uri}   from any SIP phone,",
        f"       or {plan.carrier_url}/phone   from a browser (“Call us”),",
        "       or   make call   for a scripted caller and agent",
    ]
    if not (WEB / "index.html").exists():
        lines.append("[yellow]The web app is not built yet: make setup[/yellow]")
    kept = "thrown away at the end" if plan.is_ephemeral else f"kept in {plan.state_dir}"
    lines.append(f"[dim]Data and logs are {kept}. Ctrl-C ends the center.[/dim]")
    console.print(Panel("\n".join(lines), title="Trunkline is up", expand=False), highlight=False)


def _sign_ins(users: list[DemoUser]) -> Table:
    table = Table("sign in as", "password", "role", "name", title="Demo sign-ins", title_justify="left")
    for user in users:
        table.add_row(user.username, user.password, user.role, user.name)
    return table
