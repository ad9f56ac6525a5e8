"""Task channels: the center's own, those that a center has added, and TaskRouter's names for the former."""

from dataclasses import dataclass

from chalicelib import routing
from chalicelib.problems import NotFound
from chalicelib.routing import ALIASES, CALLBACK, LINES
from chalicelib.taskrouter import store
from chalicelib.taskrouter.sids import derived
from chalicelib.taskrouter.store import Kind

_TITLES = {"message": "Message", "email": "E-mail", "sms": "SMS"}
DEFAULT = "default"


@dataclass(frozen=True)
class Channel:
    """One channel. `line` is routing's name for it: an alias shares the line and the capacity of another."""

    unique_name: str
    friendly_name: str
    line: str
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def sid(self) -> str:
        """Made of the name: the same in every center."""
        return derived("TC", self.unique_name)


def channels() -> list[Channel]:
    """Every channel that work can come by. Callbacks are served in the line and the capacity of voice."""
    return [*capacity_channels(), channel_named(CALLBACK)]


def capacity_channels() -> list[Channel]:
    """Those of which a worker takes so many at once."""
    return [*(channel_named(name) for name in (*LINES, *ALIASES)), *added_channels()]


def one_of_each() -> dict[str, int]:
    """The capacity of a worker that TaskRouter makes."""
    return dict.fromkeys(routing.lines(), 1)


def channel_named(name: str) -> Channel:
    """The channel of this unique name: one of the center's, an alias, or one that was added."""
    if name in (*LINES, *ALIASES, CALLBACK):
        return Channel(name, _TITLES.get(name, name.title()), ALIASES.get(name, name))
    return next((one for one in added_channels() if one.unique_name == name), Channel(name, name, name))


def channel(reference: str) -> Channel:
    """The channel with this sid or unique name; NotFound."""
    found = next((one for one in channels() if reference in (one.sid, one.unique_name)), None)
    if found is None:
        raise NotFound(f"There is no task channel {reference}.")
    return found


def added_channels() -> list[Channel]:
    """Those that were added to the center's own."""
    names = routing.lines()[len(LINES) :]
    noted = store.notes(Kind.CHANNEL) if names else {}
    return [
        Channel(
            name,
            noted.get(name, {}).get("friendly_name", name),
            name,
            noted.get(name, {}).get("created_at"),
            noted.get(name, {}).get("updated_at"),
        )
        for name in names
    ]
