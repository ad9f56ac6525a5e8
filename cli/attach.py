"""Commands that work on a center: the one that is up here, or the one that the environment names."""

import json
import os
from pathlib import Path

import typer
from rich.console import Console

READY_FILE = Path(".trunkline") / "ready.json"


def attach(ready_file: Path = READY_FILE) -> None:
    """Point this process at a center, before any room is imported.

    TRUNKLINE_TABLE_PREFIX in the environment means that the environment is the settings, as on AWS.
    TRUNKLINE_READY_FILE names the ready file of a center that was brought up elsewhere.
    """
    if os.environ.get("TRUNKLINE_TABLE_PREFIX"):
        return
    path = Path(os.environ.get("TRUNKLINE_READY_FILE") or ready_file)
    try:
        ready = json.loads(path.read_text())
    except (OSError, ValueError):
        Console(stderr=True).print(
            f"No center is up here ({path} is missing). Start one with `trunkline up`, or set "
            "TRUNKLINE_READY_FILE to its ready file, or the TRUNKLINE_* settings of a deployed one."
        )
        raise typer.Exit(2) from None
    os.environ.update(
        AWS_ENDPOINT_URL=ready["cloud_url"],
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106  the embedded AWS knows no other
        AWS_DEFAULT_REGION="us-east-1",
        TRUNKLINE_TABLE_PREFIX="trunkline",
    )
