"""What does sending a parcel cost? A base price, and a charge for more weight, by the center's tariff."""

from collections.abc import Mapping
from typing import Any

from chalicelib import waybills
from chalicelib.ivr.functions.registry import flow_function


@flow_function
def freight_quote(weight_grams: int, zone: str = "country", language: str = "zh-CN") -> Mapping[str, Any]:
    """`base`, `charge` for the further weight and `total` in yuan, and a `sentence` that says it; zone is one
    of the tariff's (`GET /tariffs`). `known` is false for another zone or no weight."""
    tariff = waybills.find_tariff(zone)
    if tariff is None or weight_grams <= 0:
        return {"known": False}
    price = waybills.quote(tariff, weight_grams)
    is_english = language.startswith("en")
    sentence = (
        f"{tariff.base} yuan for the base weight and {price.charge} for the rest: {price.total} yuan."
        if is_english
        else f"首重{price.base}元，续重{price.charge}元，一共{price.total}元。"
    )
    return {
        "known": True,
        "zone": (tariff.title_en if is_english else tariff.title_zh) or zone,
        "base": str(price.base),
        "charge": str(price.charge),
        "total": str(price.total),
        "sentence": sentence,
    }
