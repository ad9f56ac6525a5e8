"""DynamoDB asked without botocore's layers says and takes what it does with them."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zlib import crc32

import botocore.auth
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, ConnectionClosedError

from chalicelib.aws import clients
from chalicelib.aws.clients import client

ROW = {
    "name": {"S": '客户 " \\ \n 1'},
    "kind": {"S": "x"},
    "bytes": {"B": b"\x00\xff"},
    "many": {"BS": [b"a"]},
    "deep": {"L": [{"M": {"B": {"B": b"inside"}, "n": {"N": "1.5"}, "no": {"NULL": True}}}]},
    "words": {"SS": ["B", "BS"]},
}


@pytest.fixture
def both(cloud: Any) -> Iterator[tuple[Any, Any]]:
    """A client as ours is, and one that is all botocore's, at the same table."""
    ours = client("dynamodb")
    theirs = clients.session().create_client("dynamodb", region_name="us-east-1")
    ours.create_table(
        TableName="direct",
        AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield ours, theirs
    ours.delete_table(TableName="direct")


def test_rows_are_written_and_read_as_with_botocore(both: tuple[Any, Any]) -> None:
    ours, theirs = both
    key = {"name": ROW["name"]}
    for writer in both:
        writer.put_item(TableName="direct", Item=ROW)
        asked: list[Callable[[Any], Any]] = [
            lambda one: one.get_item(TableName="direct", Key=key)["Item"],
            lambda one: one.query(
                TableName="direct",
                KeyConditionExpression="#n = :n",
                ExpressionAttributeNames={"#n": "name"},
                ExpressionAttributeValues={":n": ROW["name"]},
                ReturnConsumedCapacity="INDEXES",
            ),
            lambda one: one.batch_get_item(RequestItems={"direct": {"Keys": [key]}})["Responses"],
        ]
        for ask in asked:
            assert _bare(ask(ours)) == _bare(ask(theirs))
        assert ours.get_item(TableName="direct", Key=key)["Item"] == ROW
        writer.delete_item(TableName="direct", Key=key)
    assert "Item" not in ours.get_item(TableName="direct", Key=key)


def test_a_refusal_is_told_in_botocores_words(both: tuple[Any, Any]) -> None:
    put = {"TableName": "direct", "Item": ROW, "ConditionExpression": "attribute_not_exists(#n)"}
    put |= {"ExpressionAttributeNames": {"#n": "name"}, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    both[0].put_item(TableName="direct", Item=ROW)
    refusals: list[Callable[[Any], Any]] = [
        lambda one: one.put_item(**put),
        lambda one: one.transact_write_items(
            TransactItems=[{"Put": put}], ClientRequestToken=f"{id(one)}-{threading.get_ident()}"[:36]
        ),
        lambda one: one.get_item(TableName="nowhere", Key={"name": {"S": "x"}}),
        lambda one: one.query(TableName="direct", KeyConditionExpression="nonsense"),
    ]
    for refused in refusals:
        told = []
        for one in both:
            with pytest.raises(ClientError) as raised:
                refused(one)
            told.append(_bare(raised.value.response))
            assert type(raised.value).__name__ in (told[-1]["Error"]["Code"], "ClientError")
        assert told[0] == told[1]


@dataclass(frozen=True)
class Heard:
    """A request as it arrived; names of headers in lower case."""

    headers: dict[str, str]
    body: bytes


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Any, list[Heard]]]]:
    """A client of a DynamoDB that gives these answers, one after the other, and what it was asked."""
    servers: list[ThreadingHTTPServer] = []

    def made(*answers: tuple[int, Any, dict[str, str]] | None) -> tuple[Any, list[Heard]]:
        left, heard = list(answers), list[Heard]()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append(Heard({name.lower(): value for name, value in self.headers.items()}, body))
                said = left.pop(0)
                if said is None:
                    self.close_connection = True
                    return
                status, content, headers = said
                data = json.dumps(content).encode()
                self.send_response(status)
                headers = {"Content-Length": str(len(data)), "x-amz-crc32": str(crc32(data)), **headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        return clients._made("dynamodb", None), heard

    yield made
    for server in servers:
        server.shutdown()
        server.server_close()


FINE = (200, {"Item": {"name": {"S": "x"}}}, {})


@pytest.mark.parametrize(
    "first",
    [
        (500, {"__type": "InternalServerError", "message": "oh"}, {}),
        (400, {"__type": "com.x#ProvisionedThroughputExceededException", "message": "slow"}, {}),
        (200, {"Item": {"name": {"S": "y"}}}, {"x-amz-crc32": "1"}),
        None,
    ],
)
def test_what_may_pass_is_tried_again(answering: Callable[..., tuple[Any, list[Heard]]], first: Any) -> None:
    # A connection that is new and closed is asked once more by botocore's rules; a kept one at once.
    asker, heard = answering(first, FINE)
    assert asker.get_item(TableName="t", Key={})["Item"]["name"]["S"] == "x"
    assert [one.headers["x-amz-target"] for one in heard] == ["DynamoDB_20120810.GetItem"] * 2


def test_what_is_refused_for_good_is_not(answering: Callable[..., tuple[Any, list[Heard]]]) -> None:
    refusal = {"__type": "com.x#ConditionalCheckFailedException", "message": "no", "Item": {"a": {"S": "b"}}}
    asker, heard = answering((400, refusal, {}), FINE)
    with pytest.raises(asker.exceptions.ConditionalCheckFailedException) as raised:
        asker.put_item(TableName="t", Item={})
    assert raised.value.response["Item"] == {"a": {"S": "b"}}
    assert len(heard) == 1


def test_it_gives_up_after_four_attempts(answering: Callable[..., tuple[Any, list[Heard]]]) -> None:
    asker, heard = answering(*[None] * 5)
    with pytest.raises(ConnectionClosedError):
        asker.get_item(TableName="t", Key={})
    assert len(heard) == 4


def test_what_is_sent_carries_the_signature_that_botocore_would_give_it(
    answering: Callable[..., tuple[Any, list[Heard]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token/+=")
    clients.forget_clients()
    asker, heard = answering(FINE)
    asker.get_item(TableName="t", Key={"name": {"S": "客户"}})
    (sent,) = heard
    given = sent.headers.pop("authorization")
    assert int(sent.headers.pop("content-length")) == len(sent.body)
    said_at = datetime.strptime(sent.headers["x-amz-date"], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007 (botocore's are naive)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: said_at)
    request = AWSRequest("POST", f"http://{sent.headers['host']}/", data=sent.body, headers=sent.headers)
    SigV4Auth(Credentials("AKID", "secret", "token/+="), "dynamodb", asker.meta.region_name).add_auth(request)
    assert request.headers["Authorization"] == given
    assert "x-amz-security-token;x-amz-target" in given


def test_who_listens_to_botocores_events_hears_them(
    answering: Callable[..., tuple[Any, list[Heard]]],
) -> None:
    asker, _ = answering(FINE)
    told: list[str] = []
    asker.meta.events.register("before-call.dynamodb", lambda model, **_: told.append(model.name))
    asker.meta.events.register(
        "after-call.dynamodb", lambda parsed, **_: told.append(parsed["Item"]["name"]["S"])
    )
    asker.get_item(TableName="t", Key={})
    assert told == ["GetItem", "x"]


def _bare(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
