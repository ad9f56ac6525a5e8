"""The demo courier: customers, waybills, people and queues to try the center with."""

from typing import TYPE_CHECKING

from rich.console import Console

from cli.demo.staff import PASSWORD

if TYPE_CHECKING:
    from cli.demo.loading import SignIn


def load(console: Console, password: str = PASSWORD) -> "list[SignIn]":
    """Load what is missing into the center that the environment names, and return the sign-ins."""
    from cli.demo.loading import load as load_into_center

    return load_into_center(console, password)
