"""DynamoDB's charges, and the in-memory store that counts them."""

import pytest

from bench.routing import in_memory
from bench.routing.metered_store import _updated
from bench.units import Index, item_bytes, read_units, write_units

KB = 1024
pytestmark = pytest.mark.usefixtures("in_memory")


def item(size: int, **more: str) -> dict[str, dict[str, str]]:
    """An item of so many bytes beside these attributes."""
    return {"x": {"S": "x" * (size - 1)}} | {name: {"S": value} for name, value in more.items()}


def test_the_size_of_an_item_is_that_of_its_names_and_values():
    found = {"名": {"S": "é"}, "n": {"N": "-12300"}, "b": {"BOOL": True}, "l": {"L": [{"S": "ab"}]}}
    assert item_bytes(found) == (3 + 2) + (1 + 4) + (1 + 1) + (1 + 3 + 1 + 2)
    assert item_bytes({"m": {"M": {"k": {"NULL": True}}}, "zero": {"N": "0"}}) == (1 + 3 + 1 + 1 + 1) + (
        4 + 1
    )
    with pytest.raises(ValueError, match="no size is known"):
        item_bytes({"b": {"B": "AA=="}})


def test_a_write_is_charged_by_the_larger_of_before_and_after_twice_in_a_transaction():
    assert write_units(None, item(KB), is_transaction=False) == 1
    assert write_units(None, item(KB + 1), is_transaction=True) == 4
    assert write_units(item(2 * KB + 1), item(10), is_transaction=False) == 3
    assert write_units(item(10), None, is_transaction=True) == 2
    assert write_units(None, None, is_transaction=True) == 2


def test_an_index_is_charged_for_entries_that_come_change_move_or_go():
    index = Index(frozenset({"who", "pk"}), frozenset({"who", "pk", "shown"}))

    def cost(before: object, after: object) -> float:
        without = write_units(before, after, is_transaction=False)  # type: ignore[arg-type]
        return write_units(before, after, [index], is_transaction=False) - without  # type: ignore[arg-type]

    entry = item(10, pk="1", who="a", shown="s")
    assert cost(None, entry) == cost(entry, None) == 1
    assert cost(entry, entry | {"x": {"S": "other"}}) == 0
    assert cost(entry, entry | {"shown": {"S": "t"}}) == 1
    assert cost(entry, entry | {"who": {"S": "b"}}) == 2
    assert cost(item(10, pk="1"), item(20, pk="1")) == 0


def test_reads_are_rounded_up_to_four_kilobytes_and_half_as_dear_when_they_may_lag():
    assert [read_units(size) for size in (0, 4 * KB, 4 * KB + 1)] == [1, 1, 2]
    assert read_units(4 * KB + 1, is_consistent=False) == 1


def test_an_update_is_carried_out_as_it_is_written():
    update = {
        "Key": {"pk": {"S": "1"}},
        "UpdateExpression": "SET #0 = :0, #1 = list_append (#1, :1) REMOVE #2, #3",
        "ExpressionAttributeNames": {"#0": "a", "#1": "l", "#2": "b", "#3": "gone"},
        "ExpressionAttributeValues": {":0": {"N": "2"}, ":1": {"L": [{"S": "y"}]}},
    }
    before = {"pk": {"S": "1"}, "a": {"N": "1"}, "b": {"N": "1"}, "l": {"L": [{"S": "x"}]}}
    after = {"pk": {"S": "1"}, "a": {"N": "2"}, "l": {"L": [{"S": "x"}, {"S": "y"}]}}
    assert _updated(before, update) == after


def test_what_a_task_is_charged_for_writing_does_not_grow_with_the_center():
    small, large = in_memory.cells([(0, (2, 300))])
    (crowded,) = in_memory.cells([(2000, (300,))])
    assert small.counts() == large.counts()
    assert crowded.total == small.total <= 8
    assert crowded.write_units == small.write_units
    # Whole pages are read where there are that many.
    assert small.read_units < large.read_units <= crowded.read_units < 20
