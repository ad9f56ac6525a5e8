"""Work to be done soon, outside the request: a kind and its payload, through SQS."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.aws import queues
from chalicelib.aws.settings import settings

Handler = Callable[[dict[str, Any], datetime], object]


def send(kind: str, payload: dict[str, Any], delay_seconds: int = 0) -> None:
    """Ask for a job, up to 900 seconds later; delivered at least once, so jobs must be idempotent."""
    body = json.dumps({"kind": kind, "payload": payload}, ensure_ascii=False)
    queues.send(settings().jobs_queue, body, delay_seconds)


def deliver(body: str, handlers: Mapping[str, Handler], now: datetime) -> None:
    """Do the job of one message; its error goes through, so that the queue tries again."""
    kind, payload = decode(body)
    handlers[kind](payload, now)


def decode(body: str) -> tuple[str, dict[str, Any]]:
    """The kind and payload that a message of the jobs' queue carries."""
    said = json.loads(body)
    return said["kind"], said["payload"]
