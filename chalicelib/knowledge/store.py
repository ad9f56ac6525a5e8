"""Reads and writes knowledge. A center has tens or hundreds of items: one query reads them all."""

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import CENTER
from chalicelib.knowledge.item import Item, meant
from chalicelib.knowledge.records import KnowledgeRecord
from chalicelib.problems import NotFound


def find(wanted: str) -> Item | None:
    """The published item of this id, title or keyword."""
    try:
        found = _item(KnowledgeRecord.get(CENTER, wanted)) if wanted else None
    except DoesNotExist:
        found = None
    return found if found and found.is_published else meant(items(), wanted)


def fetch(item_id: str) -> Item:
    """One item, published or not; NotFound when there is none."""
    try:
        return _item(KnowledgeRecord.get(CENTER, item_id, consistent_read=True))
    except DoesNotExist:
        raise NotFound(f"There is no knowledge item '{item_id}'.") from None


def items() -> list[Item]:
    """Every item, by id."""
    return [_item(row) for row in KnowledgeRecord.query(CENTER)]


def put(item: Item) -> None:
    """Add an item or replace it."""
    KnowledgeRecord(
        CENTER,
        item.item_id,
        title=item.title,
        keywords=list(item.keywords),
        answer_zh=item.answer_zh,
        answer_en=item.answer_en,
        is_published=item.is_published,
        updated_at=item.updated_at,
    ).save()


def remove(item_id: str) -> None:
    """Take an item away; one that is not there is no error."""
    KnowledgeRecord(CENTER, item_id).delete()


def _item(row: KnowledgeRecord) -> Item:
    return Item(
        item_id=row.item_id,
        title=row.title,
        keywords=tuple(row.keywords),
        answer_zh=row.answer_zh,
        answer_en=row.answer_en,
        is_published=bool(row.is_published),
        updated_at=row.updated_at,
    )
