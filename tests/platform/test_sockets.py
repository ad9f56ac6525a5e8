"""The WebSocket, from the browser's handshake through the handlers to a push and a lost connection."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from chalicelib.aws import sockets
from chalicelib.aws.records import ConnectionRecord
from chalicelib.aws.settings import settings
from chalicelib.people import DEFAULT_ROLES
from chalicelib.web import Identity, issue_token
from cli.center.ports import free_port
from sandbox.lambda_host.application import Application
from sandbox.lambda_host.host import LambdaHost
from sandbox.lambda_host.web import Web


@pytest.fixture
def host(tables: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    port = free_port()
    monkeypatch.setenv("TRUNKLINE_SOCKET_ENDPOINT", f"http://127.0.0.1:{port}/socket")
    settings.cache_clear()
    application = LambdaHost(Application(), Web(tmp_path, "", "Asia/Shanghai"), None)
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="error", ws="websockets-sansio"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        pass
    yield port
    server.should_exit = True
    thread.join()
    monkeypatch.undo()
    settings.cache_clear()


def token(user_id: str = "US1") -> str:
    permissions = next(role.permissions for role in DEFAULT_ROLES if role.name == "supervisor")
    identity = Identity(user_id, "boss", "Wang", "supervisor", permissions)
    return issue_token(identity, datetime.now(UTC), 60)


def test_a_push_reaches_every_screen_of_the_user_and_no_other(host: int) -> None:
    url = f"ws://127.0.0.1:{host}/socket?token="
    with (
        connect(url + token()) as first,
        connect(url + token()) as second,
        connect(url + token("US2")) as other,
    ):
        for screen in (first, second, other):
            screen.send('{"action": "heartbeat"}')
            assert json.loads(screen.recv(5))["type"] == "heartbeat"
        assert sockets.push_to_user("US1", {"type": "report", "name": "日报"}) == 2
        assert [json.loads(screen.recv(5))["name"] for screen in (first, second)] == ["日报", "日报"]
        with pytest.raises(TimeoutError):
            other.recv(0.2)


def test_a_topic_reaches_those_who_subscribed(host: int) -> None:
    with connect(f"ws://127.0.0.1:{host}/socket?token={token()}") as screen:
        screen.send('{"action": "subscribe", "topic": "floor"}')
        assert json.loads(screen.recv(5)) == {"type": "subscribed", "topic": "floor"}
        assert sockets.push_to_topic("floor", {"type": "floor"}) == 1
        assert json.loads(screen.recv(5)) == {"type": "floor"}


def test_without_a_good_token_the_handshake_is_refused(host: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{host}/socket?token=forged")
    assert refused.value.response.status_code == 403


def test_a_push_to_a_connection_that_is_gone_forgets_it(host: int, now: datetime) -> None:
    sockets.connect("lost=", "US9", now)
    sockets.subscribe("lost=", "floor")
    assert sockets.push_to_user("US9", {"type": "x"}) == 0
    assert [*ConnectionRecord.scan()] == []


def test_a_closed_socket_is_forgotten(host: int) -> None:
    with connect(f"ws://127.0.0.1:{host}/socket?token={token()}") as screen:
        screen.send('{"action": "heartbeat"}')
        screen.recv(5)
    for _ in range(50):
        if not [*ConnectionRecord.scan()]:
            return
        threading.Event().wait(0.05)
    pytest.fail("the connection is still known")
