"""An item of knowledge, and which one is meant by a word. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Item:
    """An answer in both languages; callers hear it once it `is_published`."""

    item_id: str
    title: str
    keywords: tuple[str, ...]
    answer_zh: str
    answer_en: str
    is_published: bool
    updated_at: datetime

    def answer(self, language: str) -> str:
        """The answer in the language, or in the other one when it was not written in that."""
        zh, en = self.answer_zh, self.answer_en
        return (en or zh) if language.startswith("en") else (zh or en)

    def is_called(self, word: str) -> bool:
        """Whether the word names it, blind to case."""
        known = {self.item_id, self.title, *self.keywords}
        return word.strip().casefold() in {each.casefold() for each in known}


def meant(items: Iterable[Item], word: str) -> Item | None:
    """The published item that the word names: by id, title or keyword; else one whose keyword is part of what
    was said, the longest keyword first."""
    published = [item for item in items if item.is_published]
    if exact := next((item for item in published if item.is_called(word)), None):
        return exact
    said = word.casefold()
    parts = [(len(key), item) for item in published for key in item.keywords if key.casefold() in said]
    return max(parts, key=lambda part: part[0], default=(0, None))[1] if said else None
