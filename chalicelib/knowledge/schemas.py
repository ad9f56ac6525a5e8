"""Knowledge in requests, answers and CSV files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.knowledge.item import Item

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "item_id": ("item_id", "id", "编号", "条目编号"),
    "title": ("title", "标题"),
    "keywords": ("keywords", "关键词", "关键字"),
    "answer_zh": ("answer_zh", "answer", "答案", "中文答案"),
    "answer_en": ("answer_en", "英文答案"),
    "is_published": ("is_published", "published", "发布"),
}
REQUIRED = frozenset({"item_id", "title"})
_NO = {"", "0", "no", "false", "否"}


class ItemIn(BaseModel):
    """An item as it is written; it is said in one language at least."""

    title: str = Field(min_length=1, max_length=120)
    keywords: list[str] = Field(default_factory=list, max_length=30)
    answer_zh: str = Field(default="", max_length=4000)
    answer_en: str = Field(default="", max_length=4000)
    is_published: bool = True

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.answer_zh or self.answer_en):
            raise ValueError("an item has an answer in one language at least")
        return self

    def value(self, item_id: str, now: datetime) -> Item:
        known = self.model_dump() | {"keywords": tuple(self.keywords)}
        return Item(item_id=item_id, updated_at=now, **known)


class ItemOut(BaseModel):
    """An item of knowledge."""

    model_config = ConfigDict(from_attributes=True)

    item_id: str
    title: str
    keywords: list[str]
    answer_zh: str
    answer_en: str
    is_published: bool
    updated_at: datetime


class ItemQuery(BaseModel):
    """Narrows the list to items that hold these words."""

    q: str = Field(default="", max_length=100)


class _Row(ItemIn):
    item_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")


def item_of_row(cells: Mapping[str, str], now: datetime) -> Item:
    """The checked item of a CSV row; keywords are parted by semicolons. Raises pydantic's ValidationError."""
    values: dict[str, Any] = {name: cell for name, cell in cells.items() if cell}
    values["keywords"] = [
        each.strip() for each in cells.get("keywords", "").replace("；", ";").split(";") if each.strip()
    ]
    if "is_published" in cells:
        values["is_published"] = cells["is_published"].strip().lower() not in _NO
    row = _Row.model_validate(values)
    return ItemIn.model_validate(row.model_dump(exclude={"item_id"})).value(row.item_id, now)
