"""What do you know about this? The published answer of the center's knowledge, by id or by a keyword."""

from collections.abc import Mapping
from typing import Any

from chalicelib import knowledge
from chalicelib.ivr.functions.registry import flow_function


@flow_function
def knowledge_item(item: str, language: str = "zh-CN") -> Mapping[str, Any]:
    """`found`, and of a published item its `id`, `title` and the `answer` in the caller's language. `item` is
    an id, a title, a keyword, or what a caller said that holds a keyword."""
    found = knowledge.find(item)
    if found is None:
        return {"found": False}
    return {"found": True, "id": found.item_id, "title": found.title, "answer": found.answer(language)}
