"""A process that dies at its n-th DynamoDB request, just before or just after it is carried out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chalicelib.aws import tables


class Crash(BaseException):
    """The end of the process: nothing may catch it, so it is no Exception."""


@dataclass
class Countdown:
    """Requests left until the end; `has_crashed` tells whether it came."""

    left: int
    has_crashed: bool = False


@contextmanager
def dying(after: int, *, carried_out: bool) -> Iterator[Countdown]:
    """Die at request number `after` (1 is the first): with its effect when `carried_out`, else without."""
    countdown = Countdown(after)

    def count(**_: object) -> None:
        countdown.left -= 1
        if countdown.left == 0:
            countdown.has_crashed = True
            raise Crash

    events = tables.connection().client.meta.events
    name = "after-call.dynamodb" if carried_out else "before-call.dynamodb"
    events.register(name, count)
    try:
        yield countdown
    except Crash:
        pass
    finally:
        events.unregister(name, count)
