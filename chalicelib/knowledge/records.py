"""The table of knowledge: all items of a center under one key, read by one query."""

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class KnowledgeRecord(Record):
    """An item of knowledge."""

    class Meta:
        table_name = table_name("knowledge")

    center = UnicodeAttribute(hash_key=True)
    item_id = UnicodeAttribute(range_key=True)
    title = UnicodeAttribute()
    keywords = Json()
    answer_zh = UnicodeAttribute(default="")
    answer_en = UnicodeAttribute(default="")
    is_published = BooleanAttribute()
    updated_at = UtcDateTime()
