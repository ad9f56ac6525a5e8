"""The demo courier, loaded on the first run of a state directory and remembered."""

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from cli.center.ready import DemoUser
from cli.center.secrets import write_private


def load_once(state_dir: Path, console: Console) -> list[DemoUser]:
    """The demo's sign-ins; the first time, the data is loaded too. A load that was cut short is repeated."""
    path = state_dir / "demo-users.json"
    if path.exists():
        return [DemoUser(**user) for user in json.loads(path.read_text())]
    from cli.demo import load

    users = [DemoUser(each.username, each.password, each.role, each.name) for each in load(console)]
    write_private(path, json.dumps([asdict(user) for user in users], ensure_ascii=False))
    return users
