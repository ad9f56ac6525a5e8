"""The Chalice application under this host: its handlers by kind."""

import importlib
import uuid
from collections.abc import Callable
from typing import Any

from chalice.app import DynamoDBEventConfig, ScheduledEventConfig, SQSEventConfig
from chalice.local import LambdaContext

LambdaHandler = Callable[[dict[str, Any], Any], Any]
TIMEOUT_MS = 60_000


class Application:
    """The loaded application; every method that finds a handler returns the deployed module attribute."""

    def __init__(self, module: str = "app") -> None:
        loaded = importlib.import_module(module)
        self.chalice = loaded.app
        self._api_handler: LambdaHandler = loaded.api_handler

    def call_url(self, event: dict[str, Any]) -> dict[str, Any]:
        """One event of the function URL."""
        answer: dict[str, Any] = self._api_handler(event, context("api_handler"))
        return answer

    def socket_handler(self, route_key: str) -> LambdaHandler | None:
        """The handler of `$connect`, `$default` or `$disconnect`."""
        config = self.chalice.websocket_handlers.get(route_key)
        return _resolve(config.handler_string) if config else None

    def queues(self) -> list[tuple[str, LambdaHandler]]:
        """Queue names with the handler that takes their messages."""
        return [(each.queue, _resolve(each.handler_string)) for each in self._sources(SQSEventConfig)]

    def streams(self) -> list[tuple[str, LambdaHandler]]:
        """Table names with the handler of their stream, taken from the declared stream ARN."""
        sources = self._sources(DynamoDBEventConfig)
        return [(each.stream_arn.split("/")[1], _resolve(each.handler_string)) for each in sources]

    def schedules(self) -> list[tuple[str, LambdaHandler]]:
        """Schedule expressions with their handlers."""
        found = []
        for each in self._sources(ScheduledEventConfig):
            expression = each.schedule_expression
            text = expression if isinstance(expression, str) else expression.to_string()
            found.append((text, _resolve(each.handler_string)))
        return found

    def _sources(self, kind: type) -> list[Any]:
        return [each for each in self.chalice.event_sources if isinstance(each, kind)]


def context(name: str) -> LambdaContext:
    """What a handler gets as its Lambda context."""
    made = LambdaContext(name, 256, TIMEOUT_MS)
    made.invoked_function_arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
    made.aws_request_id = str(uuid.uuid4())
    return made


def _resolve(handler_string: str) -> LambdaHandler:
    module, _, name = handler_string.rpartition(".")
    handler: LambdaHandler = getattr(importlib.import_module(module), name)
    return handler
