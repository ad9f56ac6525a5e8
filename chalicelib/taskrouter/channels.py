"""Task channels: TaskRouter's names for what routing tells apart."""

from dataclasses import dataclass

from chalicelib.problems import NotFound
from chalicelib.routing import CALLBACK, LINES, VOICE
from chalicelib.taskrouter.sids import derived

_TITLES = {"message": "Message", "email": "E-mail"}
DEFAULT = "default"
# The names of the channels that every TaskRouter workspace begins with, where ours are others.
_ALIASES = {DEFAULT: VOICE, "sms": "message"}
ONE_OF_EACH = dict.fromkeys(LINES, 1)


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
    """Every channel that work can come by. Callbacks are served in the line and the capacity of voice."""
    return [channel_named(name) for name in (*LINES, CALLBACK)]


def capacity_channels() -> list[Channel]:
    """Those of which a worker takes so many at once."""
    return [channel_named(name) for name in LINES]


def channel_named(name: str) -> Channel:
    """The channel that routing calls by this name."""
    return Channel(name, _TITLES.get(name, name.replace("_", " ").title()))


def is_known(name: str) -> bool:
    """Whether there is a channel of this unique name, or one that stands for it."""
    return any(_ALIASES.get(name, name) == one.unique_name for one in channels())


def channel(reference: str) -> Channel:
    """The channel with this sid or unique name, or which stands for it: `default` is the telephone's, `sms`
    that of messages. NotFound."""
    wanted = _ALIASES.get(reference, reference)
    found = next((one for one in channels() if wanted in (one.sid, one.unique_name)), None)
    if found is None:
        raise NotFound(f"There is no task channel {reference}.")
    return found
