"""By which trunk a call goes out: the cheapest that reaches the number (ACD-20). Pure.

A trunk's rates are by the number's beginning, the longest that fits counts, as carriers write their tariffs.
The carrier's own network needs no address: it is dialled by number.
"""

from collections.abc import Iterable

from chalicelib.values import dataclass

NUMBER = "{number}"


@dataclass(frozen=True)
class Rate:
    """What a minute costs to numbers (E.164) that begin so; an empty prefix is every number."""

    prefix: str
    cost_per_minute: float


@dataclass(frozen=True)
class OutboundTrunk:
    """A way out. `address` is a SIP address with `{number}` in it, empty for the carrier's own network."""

    name: str
    address: str = ""
    rates: tuple[Rate, ...] = ()
    is_out_of_service: bool = False

    def cost_to(self, number: str) -> float | None:
        """What a minute to this number costs; None when the trunk does not lead there."""
        fitting = [rate for rate in self.rates if number.startswith(rate.prefix)]
        return max(fitting, key=lambda rate: len(rate.prefix)).cost_per_minute if fitting else None

    def address_of(self, number: str) -> str:
        """What the carrier is asked to dial."""
        return self.address.replace(NUMBER, number) if self.address else number


def cheapest(trunks: Iterable[OutboundTrunk], number: str) -> OutboundTrunk | None:
    """The trunk in service by which a minute to this number costs least, the first of equals; None when no
    trunk has a rate for it: then the carrier's own network is dialled."""
    costs = [
        (cost, place, trunk)
        for place, trunk in enumerate(trunks)
        if not trunk.is_out_of_service and (cost := trunk.cost_to(number)) is not None
    ]
    return min(costs, default=(0.0, 0, None), key=lambda one: one[:2])[2]
