"""DynamoDB tables of the template, made of the pynamodb models, so that they cannot drift apart."""

from typing import Any

from pynamodb.attributes import TTLAttribute

from chalicelib.aws.tables import Record, all_records


def tables(prefix: str) -> dict[str, Any]:
    """One resource for each record class; `prefix` is that of the names the models were imported with."""
    return {logical_name(record, prefix): _table(record) for record in all_records()}


def logical_name(record: type[Record], prefix: str) -> str:
    """`trunkline-dev-day-figures` is `DayFiguresTable`."""
    room = record.Meta.table_name.removeprefix(f"{prefix}-")
    return "".join(part.title() for part in room.split("-")) + "Table"


def _table(record: type[Record]) -> dict[str, Any]:
    schema = record._get_schema()
    properties: dict[str, Any] = {
        "TableName": record.Meta.table_name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": _unique(schema["attribute_definitions"]),
        "KeySchema": _hash_first(schema["key_schema"]),
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    }
    indexes = [_index(index) for index in schema["global_secondary_indexes"]]
    if indexes:
        properties["GlobalSecondaryIndexes"] = indexes
    view = getattr(record.Meta, "stream_view_type", None)
    if view:
        properties["StreamSpecification"] = {"StreamViewType": view}
    expiry = next((each for each in record.get_attributes().values() if isinstance(each, TTLAttribute)), None)
    if expiry is not None:
        properties["TimeToLiveSpecification"] = {"AttributeName": expiry.attr_name, "Enabled": True}
    kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    return {"Type": "AWS::DynamoDB::Table", **kept, "Properties": properties}


def _index(index: Any) -> dict[str, Any]:
    return {
        "IndexName": index["index_name"],
        "KeySchema": _hash_first(index["key_schema"]),
        "Projection": index["projection"],
    }


def _hash_first(keys: list[Any]) -> list[Any]:
    # DynamoDB demands it; pynamodb lists them as they are declared.
    return sorted(keys, key=lambda key: str(key["KeyType"]))


def _unique(definitions: list[Any]) -> list[Any]:
    return list({each["AttributeName"]: each for each in definitions}.values())
