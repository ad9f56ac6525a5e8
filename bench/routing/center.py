"""The center of the bench: one queue, whose agents are alike."""

from datetime import datetime
from typing import Any

from bench.crowd import sid
from chalicelib import routing

QUEUE = "consult"


def agent(number: int) -> str:
    """The name of the nth worker; no name is the beginning of another's."""
    return f"agent-{number:06d}"


def define(now: datetime) -> None:
    """The queue and its first worker, who is ready."""
    queue = routing.TaskQueue(sid("WQ", 1), QUEUE, {"zh": QUEUE, "en": QUEUE}, target_workers="1==1")
    routing.define_queue(queue, now)
    attributes = {"name": "Agent", "skills": [QUEUE], "contact_uri": "client:agent"}
    routing.define_worker(sid("WK", 1), agent(1), attributes, now)
    routing.set_activity(sid("WK", 1), "ready", None, now)


def create(number: int, now: datetime) -> Any:
    """Put one task into line."""
    return routing.create_task(
        sid("WT", number), contact_id=sid("CT", number), queue=QUEUE, attributes={}, now=now
    )
