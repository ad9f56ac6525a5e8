"""The embedded AWS keeps what it answered: through SIGKILL, a torn journal and a clean end."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.session import get_session

from cli.center.answering import await_answer
from cli.center.plan import ROOT
from cli.center.ports import free_port
from sandbox.cloud.journal import Journal

KEY = {"AttributeName": "pk", "AttributeType": "S"}


@contextmanager
def running(state_dir: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "sandbox.cloud", "--port", str(port), "--state-dir", str(state_dir)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        await_answer(f"http://127.0.0.1:{port}/_trunkline/boot")
        yield process
    finally:
        process.kill()
        process.wait()


def service(name: str, port: int) -> Any:
    return get_session().create_client(name, endpoint_url=f"http://127.0.0.1:{port}")


def write_some(port: int) -> None:
    dynamodb = service("dynamodb", port)
    dynamodb.create_table(
        TableName="things", AttributeDefinitions=[KEY], BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )  # fmt: skip
    for number in range(5):
        dynamodb.put_item(TableName="things", Item={"pk": {"S": f"t{number}"}, "n": {"N": "1"}})
    dynamodb.update_item(
        TableName="things", Key={"pk": {"S": "t1"}}, UpdateExpression="ADD n :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )  # fmt: skip


def read_things(port: int) -> dict[str, str]:
    found = service("dynamodb", port).scan(TableName="things")["Items"]
    return {item["pk"]["S"]: item["n"]["N"] for item in found}


def test_what_was_answered_survives_sigkill(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        write_some(port)
        sqs, s3 = service("sqs", port), service("s3", port)
        url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="kept")
        s3.create_bucket(Bucket="sounds")
        s3.put_object(Bucket="sounds", Key="a/b.wav", Body=b"RIFF")
        await_text(tmp_path / "sqs.json", "kept")
        # DynamoDB needs no snapshot: this one is written in the last instant.
        service("dynamodb", port).put_item(TableName="things", Item={"pk": {"S": "late"}, "n": {"N": "9"}})
        process.send_signal(signal.SIGKILL)
        process.wait()
    other = free_port()
    with running(tmp_path, other):
        assert read_things(other) == {"t0": "1", "t1": "2", "t2": "1", "t3": "1", "t4": "1", "late": "9"}
        sqs = service("sqs", other)
        messages = sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName="jobs")["QueueUrl"])["Messages"]
        assert [message["Body"] for message in messages] == ["kept"]
        stored = service("s3", other).get_object(Bucket="sounds", Key="a/b.wav")
        assert stored["Body"].read() == b"RIFF"


def test_a_clean_end_folds_the_journal_into_a_snapshot(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        write_some(port)
        process.terminate()
        assert process.wait(10) == 0
    assert sorted(path.name for path in tmp_path.glob("dynamodb-*")) == [
        "dynamodb-1.journal",
        "dynamodb-1.json",
    ]
    with running(tmp_path, port):
        assert read_things(port)["t1"] == "2"


class FakeTables:
    """Counts up; its state is the number of writes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.applied: list[str] = []
        self.fails_to_save = False

    async def original(self, *_: Any) -> Any:
        return 200, {}, b"{}"

    def run(self, action: str, body: bytes) -> int:
        self.applied.append(json.loads(body)["n"])
        return 200

    def save(self, name: str) -> None:
        if self.fails_to_save:
            raise OSError("disk full")
        (self.directory / f"{name}.json").write_text(json.dumps(self.applied))

    def load(self, name: str) -> None:
        path = self.directory / f"{name}.json"
        self.applied = json.loads(path.read_text()) if path.exists() else []


@pytest.fixture
def reopen(tmp_path: Path) -> Callable[[], tuple[FakeTables, Journal]]:
    def opened() -> tuple[FakeTables, Journal]:
        tables = FakeTables(tmp_path)
        journal = Journal(tables, tmp_path)
        journal.open()
        return tables, journal

    return opened


def add(tables: FakeTables, journal: Journal, number: int) -> None:
    tables.applied.append(number)  # type: ignore[arg-type]
    journal.append("PutItem", json.dumps({"n": number}).encode())


def test_a_line_torn_by_the_kill_is_dropped_and_the_next_write_is_whole(
    tmp_path: Path, reopen: Callable[[], tuple[FakeTables, Journal]]
) -> None:
    tables, journal = reopen()
    add(tables, journal, 1)
    with (tmp_path / "dynamodb-0.journal").open("ab") as file:
        file.write(b'PutItem\t{"n": 2')
    tables, journal = reopen()
    assert tables.applied == [1]
    add(tables, journal, 3)
    assert reopen()[0].applied == [1, 3]


def test_folding_never_applies_a_write_twice_or_loses_one(
    tmp_path: Path, reopen: Callable[[], tuple[FakeTables, Journal]]
) -> None:
    tables, journal = reopen()
    add(tables, journal, 1)
    # The kill comes after the snapshot's rename and before the new journal.
    tables.save("dynamodb-1")
    assert reopen()[0].applied == [1]
    tables, journal = reopen()
    add(tables, journal, 2)
    tables.fails_to_save = True
    with pytest.raises(OSError, match="disk full"):
        journal.fold()
    add(tables, journal, 3)
    assert reopen()[0].applied == [1, 2, 3]


def test_a_test_may_empty_it_between_tests(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "sandbox.cloud", "--port", str(port), "--ephemeral"]
    with subprocess.Popen(command, cwd=ROOT) as process:
        await_answer(f"http://127.0.0.1:{port}/_trunkline/boot")
        write_some(port)
        request = urllib.request.Request(f"http://127.0.0.1:{port}/_trunkline/empty", method="POST")
        urllib.request.urlopen(request).read()
        assert read_things(port) == {}
        process.kill()


def await_text(path: Path, text: str, seconds: float = 10) -> None:
    """Until the file says it: an earlier snapshot may be there already."""
    end = time.monotonic() + seconds
    while not (path.exists() and text in path.read_text()):
        assert time.monotonic() < end, f"{path} does not say {text}"
        time.sleep(0.05)
