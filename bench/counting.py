"""What is asked of AWS, counted where botocore sends it, whoever in the process asks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.units import item_bytes, read_units

READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
# Operations that take ReturnConsumedCapacity.
_CAPACITY = READS | {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}


@dataclass
class Ledger:
    """`made` lists the DynamoDB requests by operation, `others` those to other services as
    `sqs.SendMessage`; units are capacity units by table, indexes included. `unsaid_units` are those of
    queries that the embedded DynamoDB does not say."""

    made: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    read_units: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    write_units: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    unsaid_units: float = 0.0

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is asked inside is not counted."""
        made, others = len(self.made), self.others.copy()
        read_units, write_units = self.read_units.copy(), self.write_units.copy()
        unsaid_units = self.unsaid_units
        yield
        del self.made[made:]
        self.others, self.read_units, self.write_units = others, read_units, write_units
        self.unsaid_units = unsaid_units

    def note_capacity(self, operation: str, parsed: Mapping[str, Any]) -> None:
        """Add what one answer says that it has used; a refused condition costs a unit, which none says."""
        if parsed.get("Error", {}).get("Code") == "ConditionalCheckFailedException":
            self.write_units["refused"] += 1
        used = parsed.get("ConsumedCapacity") or []
        units = self.read_units if operation in READS else self.write_units
        for table in used if isinstance(used, list) else [used]:
            units[table["TableName"]] += table["CapacityUnits"]

    def note_query(self, asked: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
        """Add what a query's rows cost by their size: the embedded DynamoDB says the same for any size."""
        size = sum(item_bytes(item) for item in parsed.get("Items", ()))
        units = read_units(size, is_consistent=bool(asked.get("ConsistentRead")))
        self.read_units[asked["TableName"]] += units
        self.unsaid_units += units - parsed["ConsumedCapacity"]["CapacityUnits"]

    def note_keys(self, asked: Mapping[str, Any]) -> None:
        """Add what the rows of a batch cost, which the embedded DynamoDB does not say: below 4 KB half a unit
        each, read consistently one, there or not."""
        for table, keys in asked.items():
            each: Any = 1.0 if keys.get("ConsistentRead") else 0.5
            self.read_units[table] += each * len(keys["Keys"])


@contextmanager
def counted() -> Iterator[Ledger]:
    """Everything that this process asks of AWS inside."""
    from chalicelib.aws.clients import client

    ledger = Ledger()
    services = {name: client(name) for name in ("dynamodb", "sqs", "s3")}

    def ask_capacity(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        context["asked"] = params
        if model.name in _CAPACITY:
            params["ReturnConsumedCapacity"] = "INDEXES"

    def sent(model: Any, **_: Any) -> None:
        service = model.service_model.service_name
        if service == "dynamodb":
            ledger.made.append(model.name)
        else:
            ledger.others[f"{service}.{model.name}"] += 1

    def answered(parsed: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if model.name == "Query" and "Items" in parsed:
            ledger.note_query(context["asked"], parsed)
            return
        ledger.note_capacity(model.name, parsed)
        if model.name == "BatchGetItem" and not parsed.get("ConsumedCapacity"):
            ledger.note_keys(context["asked"]["RequestItems"])

    hooks: list[tuple[str, str, Callable[..., None]]]
    hooks = [("dynamodb", "provide-client-params.dynamodb", ask_capacity)]
    hooks += [("dynamodb", "after-call.dynamodb", answered)]
    hooks += [(name, f"before-call.{name}", sent) for name in services]
    for name, event, hook in hooks:
        services[name].meta.events.register(event, hook)
    try:
        yield ledger
    finally:
        for name, event, hook in hooks:
            services[name].meta.events.unregister(event, hook)
