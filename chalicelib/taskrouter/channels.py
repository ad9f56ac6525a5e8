"""Task channels: TaskRouter's names for what routing tells apart."""

from dataclasses import dataclass

from chalicelib.problems import NotFound
from chalicelib.routing import VOICE
from chalicelib.taskrouter.sids import derived

_TITLES = {VOICE: "Voice"}
DEFAULT = "default"


@dataclass(frozen=True)
class Channel:
    """One channel; routing's name for it is its unique name."""

    unique_name: str
    friendly_name: str

    @property
    def sid(self) -> str:
        """Made of the name: the same in every center."""
        return derived("TC", self.unique_name)


def channels() -> list[Channel]:
    """Every channel that work can come by."""
    return [Channel(name, title) for name, title in _TITLES.items()]


def channel_named(name: str) -> Channel:
    """The channel that routing calls by this name."""
    return Channel(name, _TITLES.get(name, name.replace("_", " ").title()))


def channel(reference: str) -> Channel:
    """The channel with this sid or unique name; `default` is the telephone's. NotFound."""
    wanted = VOICE if reference == DEFAULT else reference
    found = next((one for one in channels() if wanted in (one.sid, one.unique_name)), None)
    if found is None:
        raise NotFound(f"There is no task channel {reference}.")
    return found
