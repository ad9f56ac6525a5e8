"""What DynamoDB charges for reading and writing items, by its published rules. Pure: items in, units out.

An item's size is that of its names and values. A write costs a unit for each kilobyte begun, of the larger of
what was there and what is there then, twice as much in a transaction. An index that shows the item costs as
many for its own, smaller entry: one to put or take it away, one to change it, two to move it, none when the
entry stays as it is. A consistent read costs a unit for each four kilobytes begun, one that may lag a half;
the items of a query are added up before they are rounded.
Source: DynamoDB's developer guide, "Read and write operations" and "Item sizes and formats".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

Item = Mapping[str, Any]
WRITE_BYTES, READ_BYTES = 1024, 4096


@dataclass(frozen=True)
class Index:
    """The key of an index, and what its entries have: attributes, or None for all."""

    key: frozenset[str]
    shown: frozenset[str] | None


def item_bytes(item: Item) -> int:
    """The size of an item in DynamoDB's JSON."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(
    before: Item | None, after: Item | None, indexes: Iterable[Index] = (), *, is_transaction: bool
) -> float:
    """To make one item of the other, None where there is none."""
    own = _units(max(_bytes(before), _bytes(after)), WRITE_BYTES)
    return own * (2 if is_transaction else 1) + sum(_index_units(each, before, after) for each in indexes)


def read_units(size: int, *, is_consistent: bool = True) -> float:
    """To read so many bytes in one request."""
    return _units(size, READ_BYTES) * (1 if is_consistent else 0.5)


def _index_units(index: Index, before: Item | None, after: Item | None) -> int:
    was, then = _entry(index, before), _entry(index, after)
    if was == then:
        return 0
    if was and then and all(was[name] == then[name] for name in index.key):
        return _units(max(item_bytes(was), item_bytes(then)), WRITE_BYTES)
    return sum(_units(item_bytes(each), WRITE_BYTES) for each in (was, then) if each)


def _entry(index: Index, item: Item | None) -> Item | None:
    if item is None or not index.key <= item.keys():
        return None
    return {name: value for name, value in item.items() if index.shown is None or name in index.shown}


def _bytes(item: Item | None) -> int:
    return item_bytes(item) if item else 0


def _units(size: int, block: int) -> int:
    return max(1, ceil(size / block))


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(str(held).encode())
        case "N":
            return _number_bytes(str(held))
        case "L":
            return 3 + sum(1 + _value_bytes(each) for each in held)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_bytes(each) for name, each in held.items())
        case "BOOL" | "NULL":
            return 1
    raise ValueError(f"no size is known of {kind!r}")


def _number_bytes(text: str) -> int:
    """Two digits a byte, without zeros at either end, and a byte beside them; one more when negative."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return 1 + ceil(len(digits) / 2) + text.startswith("-")
