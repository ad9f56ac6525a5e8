"""What callers and agents are told: items of knowledge with keywords, in both languages.

knowledge.find(wanted)         the published item of that id or keyword
knowledge.put(item), knowledge.items(), knowledge.remove(item_id)
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.knowledge.item import Item
    from chalicelib.knowledge.store import fetch, find, items, put, remove

__all__ = ["Item", "fetch", "find", "items", "put", "remove"]
