"""The in-memory store, with what the DynamoDB store would be charged for the same.

Each change is staged by the DynamoDB store itself and then not sent: what it would put, update and delete is
carried out on a copy of its tables here, and counted by `bench.units`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from pynamodb.transactions import TransactWrite

from bench.units import Index, Item, item_bytes, read_units, write_units
from chalicelib.aws import tables
from chalicelib.aws.records import TimerRecord
from chalicelib.contacts.records import LineRecord
from chalicelib.routing import keys
from chalicelib.routing.change import Change
from chalicelib.routing.items import Item as Kept
from chalicelib.routing.items import OfferItem, TaskItem, WorkerItem
from chalicelib.routing.matching import Idle, Waiting
from chalicelib.routing.memory_store import MemoryStore
from chalicelib.routing.records import RoutingRecord
from chalicelib.routing.rows import key_of
from chalicelib.routing.store import DynamoStore

Place = tuple[str, str, str]
# A query answers with a megabyte at most; rows of routing are below this.
_ROWS_A_PAGE = 1000
_SETTING = re.compile(r"(#\d+) = (?:list_append \(#\d+, )?(:\d+)(\))?")


class MeteredStore(MemoryStore):
    """`requests` counts those that the DynamoDB store would make, `written` units by table, `read` units;
    `read_flat` are those as the embedded API counts them: one for whatever is read at once."""

    def __init__(self) -> None:
        super().__init__(keeps_events=False)
        self.tables: dict[Place, Item] = {}
        self.requests = 0
        self.written: defaultdict[str, float] = defaultdict(float)
        self.read = self.read_flat = 0.0
        self._staging = DynamoStore()

    def begin(self) -> None:
        """Count from here."""
        self.requests, self.written = 0, defaultdict(float)
        self.read = self.read_flat = 0.0

    def commit(self, change: Change) -> None:
        """As ever, and what it costs."""
        super().commit(change)
        self.requests += 1
        writes = TransactWrite(connection=tables.connection())
        self._staging.stage(writes, change)
        made = [*_written(writes)]
        for table, key, following in made:
            place = _place(table, key)
            before = self.tables.get(place)
            after = following(before)
            self.written[table] += write_units(before, after, _indexes(table), is_transaction=len(made) > 1)
            self._keep(place, after)

    def find_worker(self, sid: str) -> WorkerItem | None:
        self._read_item(WorkerItem, sid)
        return super().find_worker(sid)

    def find_task(self, sid: str) -> TaskItem | None:
        self._read_item(TaskItem, sid)
        return super().find_task(sid)

    def find_offer(self, sid: str) -> OfferItem | None:
        self._read_item(OfferItem, sid)
        return super().find_offer(sid)

    def progress(self, keys: Collection[tuple[str, str]]) -> Mapping[str, Any]:
        table = LineRecord.Meta.table_name
        if keys:
            self._read([[(table, *key)] for key in keys])
        return super().progress(keys)

    def line(
        self, queue_sid: str, channel: str, *, has_ready: bool, limit: int | None
    ) -> tuple[Sequence[Idle], Sequence[Waiting]]:
        ready, waiting = super().line(queue_sid, channel, has_ready=has_ready, limit=limit)
        table, partition = RoutingRecord.Meta.table_name, keys.line(queue_sid, channel)
        rows = [keys.ready(row, queue_sid) for row in ready] + [keys.waiting_of(row) for row in waiting]
        self._read([[(table, partition, row) for row in rows]])
        self.requests += len(rows) // _ROWS_A_PAGE
        return ready, waiting

    def copy_rows(self, rows: Iterable[Place], known: str, other: str) -> None:
        """The same rows under another name of the same length: so they cost the same."""
        for table, partition, row in rows:
            place = (table, partition.replace(known, other), row.replace(known, other))
            self.tables[place] = self.tables[table, partition, row]

    def places_of(self, name: str) -> list[Place]:
        """Where rows are in whose key a name stands."""
        return [place for place in self.tables if name in place[1] or name in place[2]]

    def _read_item(self, kind: type[Kept], sid: str) -> None:
        self._read([[(RoutingRecord.Meta.table_name, *key_of(kind, sid))]])

    def _read(self, wanted: Sequence[Sequence[Place]]) -> None:
        """One request for some things, each of which may be several rows that are charged as one."""
        self.requests += 1
        self.read_flat += len(wanted)
        for places in wanted:
            rows = (self.tables.get(place) for place in places)
            self.read += read_units(sum(item_bytes(row) for row in rows if row))

    def _keep(self, place: Place, item: Item | None) -> None:
        if item is None:
            self.tables.pop(place, None)
        else:
            self.tables[place] = item


def _written(writes: TransactWrite) -> Iterable[tuple[str, Item, Any]]:
    """Each write's table, the key or the item that holds it, and what it makes of what is there."""
    for put in writes._put_items:
        item = put["Item"]
        yield put["TableName"], item, lambda _, item=item: item
    for update in writes._update_items:
        yield update["TableName"], update["Key"], lambda before, update=update: _updated(before, update)
    for delete in writes._delete_items:
        yield delete["TableName"], delete["Key"], lambda _: None


def _updated(before: Item | None, update: Mapping[str, Any]) -> Item:
    """An update carried out, of the kinds that are asked for: SET, list_append and REMOVE."""
    names, values = update["ExpressionAttributeNames"], update.get("ExpressionAttributeValues", {})
    after = {**update["Key"], **(before or {})}
    setting, _, removing = update["UpdateExpression"].partition("REMOVE ")
    for name, value, appends in _SETTING.findall(setting):
        own = names[name]
        given = values[value]
        after[own] = {"L": [*after[own]["L"], *given["L"]]} if appends else given
    for name in filter(None, removing.split(", ")):
        after.pop(names[name.strip()], None)
    return after


def _place(table: str, item: Item) -> Place:
    partition, row = _schema(table)[0]
    return (table, str(item[partition]["S"]), str(item[row]["S"]) if row in item else "")


def _indexes(table: str) -> tuple[Index, ...]:
    return _schema(table)[1]


@cache
def _schema(table: str) -> tuple[tuple[str, str], tuple[Index, ...]]:
    """The key of a table, and its indexes, as their model says."""
    (model,) = (kind for kind in (RoutingRecord, LineRecord, TimerRecord) if kind.Meta.table_name == table)
    schema = model._get_schema()
    own = {each["KeyType"]: str(each["AttributeName"]) for each in schema["key_schema"]}
    return (own["HASH"], own.get("RANGE", "")), tuple(
        _index(each, frozenset(own.values())) for each in schema["global_secondary_indexes"]
    )


def _index(given: Mapping[str, Any], own: frozenset[str]) -> Index:
    key = frozenset(each["AttributeName"] for each in given["key_schema"])
    projection = given["projection"]
    if projection["ProjectionType"] == "ALL":
        return Index(key, None)
    return Index(key, key | own | frozenset(projection.get("NonKeyAttributes", ())))
