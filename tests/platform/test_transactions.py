"""Writes together, and one that comes alone: half the price where who loses looks again."""

from collections.abc import Callable

import pytest
from pynamodb.exceptions import VerboseClientError
from pynamodb.transactions import TransactWrite

from bench.counting import counted
from chalicelib.aws import tables
from chalicelib.contacts.records import LineRecord
from chalicelib.problems import TransactionLost

CT = "CT" + "1" * 32
FREE, THERE = LineRecord.key.does_not_exist(), LineRecord.key.exists()


def row(key: str) -> LineRecord:
    return LineRecord(CT, key, line="{}")


def put(writes: TransactWrite) -> None:
    writes.save(row("1"), condition=FREE)


def update(writes: TransactWrite) -> None:
    writes.update(row("0"), actions=[LineRecord.line.set("[]")], condition=THERE)


def delete(writes: TransactWrite) -> None:
    writes.delete(row("0"), condition=THERE)


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    ("stage", "name"), [(put, "PutItem"), (update, "UpdateItem"), (delete, "DeleteItem")]
)
def test_one_write_alone_is_no_transaction_where_who_loses_looks_again(
    stage: Callable[[TransactWrite], None], name: str
) -> None:
    row("0").save()
    with counted() as ledger, tables.transaction(looks_again=True) as writes:
        stage(writes)
    assert ledger.made == [name]
    assert sum(ledger.write_units.values()) == 1


@pytest.mark.usefixtures("tables")
def test_several_writes_or_who_does_not_look_again_are_a_transaction() -> None:
    for stages, looks_again in (((put, update), True), ((delete,), False)):
        row("0").save()
        with counted() as ledger, tables.transaction(looks_again=looks_again) as writes:
            for stage in stages:
                stage(writes)
        assert ledger.made == ["TransactWriteItems"]


@pytest.mark.usefixtures("tables")
def test_a_refused_write_alone_is_lost_like_a_transaction() -> None:
    with pytest.raises(TransactionLost), tables.transaction(looks_again=True) as writes:
        update(writes)


def refusing(code: str, times: int) -> Callable[[], str]:
    """A write that fails so many times."""
    left = [code] * times

    def write() -> str:
        if left:
            raise VerboseClientError({"Error": {"Code": left.pop(), "Message": ""}}, "UpdateItem", {})
        return "written"

    return write


def test_a_write_alone_that_collides_with_a_transaction_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables.time, "sleep", lambda _: None)
    assert tables.patiently(refusing("TransactionConflictException", tables.ATTEMPTS - 1)) == "written"
    with pytest.raises(VerboseClientError):
        tables.patiently(refusing("TransactionConflictException", tables.ATTEMPTS))
    with pytest.raises(VerboseClientError):
        tables.patiently(refusing("ValidationException", 1))
    with pytest.raises(TransactionLost):
        tables.patiently(refusing("ConditionalCheckFailedException", 1))
