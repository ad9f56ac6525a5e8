"""A stream's records reach their handler in order, and none is lost while the host is away."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.lambda_host.stream_pump import StreamPump


class FakePumps:
    """A cloud with one stream; `boot_id` changes when it is restarted."""

    def __init__(self, state_dir: Path) -> None:
        self.state_dir = state_dir
        self.life = "first"
        self.records: list[dict[str, Any]] = []

    def write(self, *values: int) -> None:
        for value in values:
            change = {"SequenceNumber": str(len(self.records) + 1), "NewImage": {"n": {"N": str(value)}}}
            self.records.append({"eventName": "INSERT", "dynamodb": change})

    def boot_id(self) -> str:
        return self.life

    def wait(self, seconds: float) -> None:
        pass

    def client(self, service: str) -> "FakePumps":
        return self

    def describe_table(self, TableName: str) -> Any:
        return {"Table": {"LatestStreamArn": "arn:stream"}}

    def describe_stream(self, StreamArn: str) -> Any:
        return {"StreamDescription": {"Shards": [{"ShardId": "1"}]}}

    def get_shard_iterator(self, ShardIteratorType: str, SequenceNumber: str = "0", **_: Any) -> Any:
        return {"ShardIterator": SequenceNumber if ShardIteratorType != "TRIM_HORIZON" else "0"}

    def get_records(self, ShardIterator: str, Limit: int) -> Any:
        found = self.records[int(ShardIterator) :][:Limit]
        return {"Records": found, "NextShardIterator": str(int(ShardIterator) + len(found))}


@pytest.fixture
def cloud(tmp_path: Path) -> FakePumps:
    return FakePumps(tmp_path)


def pump(cloud: FakePumps) -> tuple[StreamPump, list[int]]:
    seen: list[int] = []

    def handle(event: dict[str, Any], _: Any) -> None:
        seen.extend(int(each["dynamodb"]["NewImage"]["n"]["N"]) for each in event["Records"])

    return StreamPump(cloud, "events", handle), seen  # type: ignore[arg-type]


def test_records_come_in_order_from_the_beginning(cloud: FakePumps) -> None:
    cloud.write(1, 2)
    reader, seen = pump(cloud)
    reader.step()
    cloud.write(3)
    reader.step()
    assert seen == [1, 2, 3]


def test_what_was_written_while_the_host_was_dead_is_delivered_once(cloud: FakePumps) -> None:
    cloud.write(1)
    pump(cloud)[0].step()
    cloud.write(2, 3)
    reader, seen = pump(cloud)
    reader.step()
    assert seen == [2, 3]


def test_a_new_life_of_the_cloud_is_read_from_its_beginning(cloud: FakePumps) -> None:
    cloud.write(1, 2)
    pump(cloud)[0].step()
    cloud.life, cloud.records = "second", []
    cloud.write(3)
    reader, seen = pump(cloud)
    reader.step()
    assert seen == [3]


def test_a_handler_that_fails_gets_the_batch_again(cloud: FakePumps) -> None:
    cloud.write(1)
    tries: list[int] = []

    def fail_once(event: dict[str, Any], _: Any) -> None:
        tries.append(len(event["Records"]))
        if len(tries) == 1:
            raise ValueError("not yet")

    StreamPump(cloud, "events", fail_once).step()  # type: ignore[arg-type]
    assert tries == [1, 1]
