"""What does sending a parcel cost? Base price, and a charge for each further kilogram."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from chalicelib.ivr.functions.registry import flow_function

_BASE_GRAMS = _STEP_GRAMS = 1000
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Tariff:
    """The first kilogram, and each one begun after it, in yuan."""

    base: Decimal
    further: Decimal


TARIFFS: Mapping[str, Tariff] = {
    "city": Tariff(Decimal(8), Decimal(2)),
    "province": Tariff(Decimal(10), Decimal(4)),
    "country": Tariff(Decimal(14), Decimal(8)),
    "remote": Tariff(Decimal(22), Decimal(16)),
}


@flow_function
def freight_quote(weight_grams: int, zone: str = "country", language: str = "zh-CN") -> Mapping[str, Any]:
    """`base`, `charge` for the further weight and `total` in yuan, and a `sentence` that says it; zone is
    city, province, country or remote. `known` is false for another zone or no weight."""
    tariff = TARIFFS.get(zone)
    if tariff is None or weight_grams <= 0:
        return {"known": False}
    steps = max(0, -(-(weight_grams - _BASE_GRAMS) // _STEP_GRAMS))
    charge = tariff.further * steps
    total = (tariff.base + charge).quantize(_CENT, ROUND_HALF_UP)
    words = {
        "zh-CN": f"首重{tariff.base}元，续重{charge}元，一共{total}元。",
        "en": f"{tariff.base} yuan for the first kilogram and {charge} for the rest: {total} yuan.",
    }
    sentence = words["en" if language.startswith("en") else "zh-CN"]
    return {
        "known": True,
        "base": str(tariff.base),
        "charge": str(charge),
        "total": str(total),
        "sentence": sentence,
    }
