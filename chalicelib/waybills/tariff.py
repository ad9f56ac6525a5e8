"""What sending a parcel costs: a base price, and a charge for each step of weight begun above it. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Tariff:
    """The prices of one zone, in yuan: `base` for the first `base_grams`, `further` for each `step_grams`
    begun after them."""

    zone: str
    title_zh: str
    title_en: str
    base: Decimal
    base_grams: int
    further: Decimal
    step_grams: int


@dataclass(frozen=True)
class Quote:
    """A price and its parts, in yuan."""

    base: Decimal
    charge: Decimal

    @property
    def total(self) -> Decimal:
        return (self.base + self.charge).quantize(_CENT, ROUND_HALF_UP)


def quote(tariff: Tariff, grams: int) -> Quote:
    """What a parcel of so many grams costs. ValueError for one that weighs nothing."""
    if grams <= 0:
        raise ValueError("a parcel weighs more than nothing")
    steps = max(0, -(-(grams - tariff.base_grams) // tariff.step_grams))
    return Quote(tariff.base, tariff.further * steps)
