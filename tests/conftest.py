"""Fixtures of every test: the embedded AWS, empty tables, a fixed clock, the API as a role, signed webhooks.

The environment is set here, while pytest collects, because the names of tables are read at import.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
PUBLIC_URL = "http://127.0.0.1:8080/api"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"

os.environ.update(
    AWS_ACCESS_KEY_ID="local",
    AWS_SECRET_ACCESS_KEY="local",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_METRICS_NAMESPACE="Trunkline",
    TRUNKLINE_TABLE_PREFIX="trunkline",
    TRUNKLINE_PUBLIC_URL=PUBLIC_URL,
    TRUNKLINE_SOCKET_ENDPOINT="http://127.0.0.1:9/sockets",
    TRUNKLINE_CARRIER_URL="http://127.0.0.1:9",
    TRUNKLINE_ACCOUNT_SID="AC" + "0" * 32,
    TRUNKLINE_AUTH_TOKEN=AUTH_TOKEN,
    TRUNKLINE_API_KEY_SID="SK" + "0" * 32,
    TRUNKLINE_API_KEY_SECRET="s" * 32,
    TRUNKLINE_SESSION_KEY="k" * 40,
    TRUNKLINE_TIME_ZONE="Asia/Shanghai",
)
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# An example that takes long says that the machine is busy, not that the rule is broken.
hypothesis.settings.register_profile("trunkline", deadline=None)
hypothesis.settings.load_profile("trunkline")


@pytest.fixture(scope="session")
def now() -> datetime:
    """Monday 11 May 2026, 10:00 in Shanghai."""
    return datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cloud:
    """The embedded AWS of this test session."""

    url: str
    process: subprocess.Popen[bytes]

    def empty(self) -> None:
        """Remove every item and every message."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/_trunkline/empty", method="POST")).read()


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The embedded AWS on a free port; chalicelib's clients go there."""
    from cli.center.answering import await_answer
    from cli.center.ports import free_port

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "sandbox.cloud", "--port", str(port), "--ephemeral"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        await_answer(f"{url}/_trunkline/boot")
        os.environ["AWS_ENDPOINT_URL"] = url
        _forget_clients()
        yield Cloud(url, process)
    finally:
        os.environ.pop("AWS_ENDPOINT_URL", None)
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def _center_resources(cloud: Cloud) -> Cloud:
    from chalicelib.aws import settings, tables
    from chalicelib.aws.clients import client

    tables.create_all()
    for queue in (settings.settings().jobs_queue, settings.settings().timers_queue):
        client("sqs").create_queue(QueueName=queue)
    client("s3").create_bucket(Bucket=settings.settings().bucket)
    return cloud


@pytest.fixture
def tables(_center_resources: Cloud) -> Cloud:
    """Every room's tables, empty; the bucket and the queues are there too."""
    _center_resources.empty()
    return _center_resources


@pytest.fixture
def moto_tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same tables on moto, in process: a second opinion on the stores."""
    from moto import mock_aws

    from chalicelib.aws import settings, transport
    from chalicelib.aws.clients import client
    from chalicelib.aws.tables import create_all

    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    # Moto answers where our own transport would send.
    monkeypatch.setattr(transport, "send_directly", lambda *_: None)
    with mock_aws():
        _forget_clients()
        create_all()
        for queue in (settings.settings().jobs_queue, settings.settings().timers_queue):
            client("sqs").create_queue(QueueName=queue)
        client("s3").create_bucket(Bucket=settings.settings().bucket)
        yield
    monkeypatch.undo()
    _forget_clients()


def _forget_clients() -> None:
    from chalicelib.aws import clients, queues, tables

    clients.forget_clients()
    queues.forget_urls()
    tables.forget_connection()


@dataclass(frozen=True)
class Answer:
    """What a route answered."""

    status: int
    text: str
    headers: Mapping[str, str]

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Api:
    """The deployed handlers called in process, as one signed-in person or as nobody."""

    handler: Callable[[dict[str, Any], Any], dict[str, Any]]
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_(
        self,
        role: str,
        *,
        user_id: str | None = None,
        username: str | None = None,
        worker_sid: str | None = None,
        permissions: frozenset[Any] | None = None,
    ) -> "Api":
        """The same API as somebody of this role; `permissions` replaces those that the role has."""
        from chalicelib.people import DEFAULT_ROLES
        from chalicelib.web import Identity, issue_token

        name = username or role
        allowed = permissions
        if allowed is None:
            allowed = next(each.permissions for each in DEFAULT_ROLES if each.name == role)
        identity = Identity(user_id or f"US{role}", name, name.title(), role, allowed, worker_sid)
        token = issue_token(identity, datetime.now(UTC), 900)
        return Api(self.handler, {**self.headers, "Authorization": f"Bearer {token}"})

    def get(self, path: str, **query: Any) -> Answer:
        """GET; keyword arguments become the query (a trailing underscore is dropped: `from_`)."""
        given = {key.rstrip("_"): value for key, value in query.items()}
        return self.request("GET", path + (f"?{urlencode(given, doseq=True)}" if given else ""))

    def post(self, path: str, body: Any = None) -> Answer:
        """POST a JSON body."""
        return self.request("POST", path, body)

    def put(self, path: str, body: Any = None) -> Answer:
        """PUT a JSON body."""
        return self.request("PUT", path, body)

    def patch(self, path: str, body: Any = None) -> Answer:
        """PATCH with a JSON body."""
        return self.request("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        """DELETE."""
        return self.request("DELETE", path)

    def request(self, method: str, path: str, body: Any = None) -> Answer:
        """Any request with a JSON body."""
        data = b"" if body is None else json.dumps(body).encode()
        return self.send(method, path, {"Content-Type": "application/json", **self.headers}, data)

    def send(self, method: str, path: str, headers: Mapping[str, str], data: bytes) -> Answer:
        """Any request as it is."""
        answer = self.exchange(method, path, headers, data)
        return Answer(answer.status, answer.body.decode(), dict(answer.headers))

    def exchange(self, method: str, path: str, headers: Mapping[str, str], data: bytes) -> Any:
        """Any request as it is, with the bytes that come back."""
        from sandbox.lambda_host.application import context
        from sandbox.lambda_host.function_url import HttpRequest, http_answer, url_event

        where, _, query = path.partition("?")
        request = HttpRequest(method, f"/api{where}", query, list(headers.items()), data, "127.0.0.1")
        return http_answer(self.handler(url_event(request), context("api_handler")))


@pytest.fixture
def api(tables: Cloud) -> Api:
    """The API in process on empty tables: `api.as_("agent").get("/tickets")`."""
    return Api(importlib.import_module("app").api_handler)


@pytest.fixture
def carrier_post(api: Api) -> Callable[..., Answer]:
    """Post as the carrier does, signed: `carrier_post("/voice/incoming", {"CallSid": ...})`."""
    from twilio.request_validator import RequestValidator

    validator = RequestValidator(AUTH_TOKEN)

    def post(path: str, params: Mapping[str, str], signature: str | None = None) -> Answer:
        public_url = os.environ["TRUNKLINE_PUBLIC_URL"]
        signed = signature or validator.compute_signature(public_url + path, dict(params))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed}
        return api.send("POST", path, headers, urlencode(params).encode())

    return post


@pytest.fixture
def served(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The API over real HTTP; its address is the public one meanwhile."""
    from chalicelib.aws.settings import settings
    from tests.loopback import Asked, Reply, serving

    def answer(asked: Asked) -> Reply:
        told = api.exchange(asked.method, asked.path.removeprefix("/api"), asked.headers, asked.body)
        return Reply(
            told.body, told.status, {name.lower(): value for name, value in dict(told.headers).items()}
        )

    with serving(answer) as url:
        monkeypatch.setenv("TRUNKLINE_PUBLIC_URL", f"{url}/api")
        settings.cache_clear()
        yield settings().public_url
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def twilio(served: str) -> Any:
    """The official client with our API as its base URL for Studio and TaskRouter."""
    from twilio.rest import Client

    from chalicelib.aws.settings import settings

    client = Client(settings().account_sid, settings().auth_token)
    client.studio.base_url = client.taskrouter.base_url = served
    return client


@pytest.fixture(scope="session")
def center() -> Iterator[Any]:
    """A whole throw-away center on free ports: the app, the cloud and the carrier, with demo data."""
    from cli.journey.center import started

    with started() as running:
        yield running
