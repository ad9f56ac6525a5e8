"""The tariff's shape in requests, answers and CSV files."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.waybills.tariff import Tariff

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "zone": ("zone", "区域代码", "区域"),
    "title_zh": ("title_zh", "区域名称", "名称"),
    "title_en": ("title_en", "英文名称"),
    "base": ("base", "base_price", "首重价格", "基本价"),
    "base_grams": ("base_grams", "首重", "首重克数"),
    "further": ("further", "further_price", "续重价格"),
    "step_grams": ("step_grams", "续重", "续重克数"),
}
REQUIRED = frozenset({"zone", "base", "further"})
Price = Annotated[Decimal, Field(ge=0, le=100_000, decimal_places=2)]
Grams = Annotated[int, Field(gt=0, le=1_000_000)]


class TariffShape(BaseModel):
    """Prices of one zone, in yuan; the weights are of the base price and of each step after it."""

    model_config = ConfigDict(from_attributes=True)

    zone: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    title_zh: str = Field(default="", max_length=40)
    title_en: str = Field(default="", max_length=40)
    base: Price
    base_grams: Grams = 1000
    further: Price
    step_grams: Grams = 1000

    def value(self) -> Tariff:
        return Tariff(**self.model_dump())


class TariffsIn(BaseModel):
    """Zones to add or replace; others stay."""

    items: list[TariffShape] = Field(min_length=1, max_length=500)


def tariff_of_row(cells: Mapping[str, str]) -> Tariff:
    """The checked prices of a CSV row. Raises pydantic's ValidationError."""
    return TariffShape.model_validate({name: cell for name, cell in cells.items() if cell}).value()
