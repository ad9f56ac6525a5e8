"""How long would I wait for an agent? By the same estimate that waiting callers hear."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import calls, routing
from chalicelib.ivr.functions.registry import flow_function
from chalicelib.problems import NotFound


@flow_function
def estimated_wait(queue: str, language: str = "zh-CN", *, now: datetime) -> Mapping[str, Any]:
    """`position` in line that the caller would have, `seconds`, whole `minutes`, how many `agents` are at
    work, and a `sentence`. A queue that does not exist ends in `fail`, with status 404."""
    depth = routing.queue_depths().get(queue)
    if depth is None:
        raise NotFound(f"There is no queue '{queue}'.")
    position = depth.waiting + 1
    seconds = calls.expected_wait(queue, position, now)
    minutes = calls.whole_minutes(seconds)
    unit = "minute" if minutes == 1 else "minutes"
    sentence = (
        f"You would be number {position} in line, and wait about {minutes} {unit}."
        if language.startswith("en")
        else f"您将排在第{position}位，预计等待{minutes}分钟。"
    )
    return {
        "position": position,
        "seconds": round(seconds),
        "minutes": minutes,
        "agents": calls.agents_at_work(queue, now),
        "sentence": sentence,
    }
