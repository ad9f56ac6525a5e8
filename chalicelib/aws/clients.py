"""One botocore session and one client per service: creating a client costs tens of milliseconds."""

import threading
from functools import lru_cache
from typing import Any

from botocore.config import Config
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.session import Session

from chalicelib.aws import direct, transport

# Botocore builds its own from a score of parts, twice in each request: a twentieth of what a request costs.
_USER_AGENT = "Trunkline"
_SERVICES = {"*", "apigatewaymanagementapi", "dynamodb", "s3", "sqs", "sts"}
# A long poll of SQS waits 20 s; everything else answers in milliseconds or is lost.
_CONNECT_SECONDS, _READ_SECONDS, _LONG_POLL_SECONDS = 3, 10, 30
_lock = threading.RLock()
_clients: dict[tuple[str, str | None], Any] = {}


@lru_cache(maxsize=1)
def session() -> Session:
    """The process's botocore session, shared so that service descriptions are parsed once. Of botocore's own
    event handlers it has those for the services we use: each costs something to register, and two thirds
    are for others or for writing documentation."""
    made = Session(include_builtin_handlers=False)
    for event, handler, *place in BUILTIN_HANDLERS:
        kind, _, rest = event.partition(".")
        if kind != "docs" and (not rest or rest.partition(".")[0] in _SERVICES):
            _registrar(made, place)(event, handler)
    return made


def _registrar(made: Session, place: list[Any]) -> Any:
    """Some handlers want to be the first, or the last, of their event."""
    emitter = made.get_component("event_emitter")
    if place == [REGISTER_FIRST]:
        return emitter.register_first
    return emitter.register_last if place == [REGISTER_LAST] else emitter.register


def client(service: str, endpoint_url: str | None = None) -> Any:
    """A shared client; without `endpoint_url` botocore honours AWS_ENDPOINT_URL by itself."""
    key = (service, endpoint_url)
    with _lock:
        if key not in _clients:
            _clients[key] = _made(service, endpoint_url)
        return _clients[key]


def _made(service: str, endpoint_url: str | None) -> Any:
    made = session().create_client(service, endpoint_url=endpoint_url, config=_config(service))
    if service == "dynamodb":
        ca_bundle = session().get_config_variable("ca_bundle")
        sockets = transport.send_directly(made, _CONNECT_SECONDS, _READ_SECONDS, ca_bundle)
        if sockets:
            direct.ask_directly(made, sockets)
    return made


def forget_clients() -> None:
    """Drop every client, for a process whose endpoint settings change (tests)."""
    with _lock:
        _clients.clear()
        session.cache_clear()


def _config(service: str) -> Config:
    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_LONG_POLL_SECONDS if service == "sqs" else _READ_SECONDS,
        max_pool_connections=50,
        retries={"total_max_attempts": 4, "mode": "standard"},
        user_agent=_USER_AGENT,
        # DynamoDB checks what it is given, and says what is wrong.
        parameter_validation=service != "dynamodb",
    )
    if service == "s3":
        return config.merge(Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    return config
