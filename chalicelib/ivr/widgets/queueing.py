"""Handing the caller to the queue, for the two widgets that do it."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.carrier import Enqueue
from chalicelib.ivr.execution import Awaits, EnqueueCall, InputKind
from chalicelib.ivr.widgets.behaviour import Ended, Go, News, Outcome, Visit, Wait

_FAILED = {"error", "system-error", "queue-full"}
NEWS = {
    "callComplete": News({"DialCallStatus": "completed"}),
    "failedToEnqueue": News({"QueueResult": "error"}),
    "callFailure": News({"QueueResult": "hangup"}),
}


def hand_over(
    visit: Visit,
    *,
    queue: str | None,
    workflow_sid: str | None,
    attributes: str,
    wait_url: str,
) -> Outcome:
    """Wait in the queue; attributes that are not a JSON object are a failure to enqueue."""
    try:
        known = json.loads(attributes or "{}")
    except ValueError:
        known = None
    if not isinstance(known, dict):
        return Go("failedToEnqueue", {"QueueResult": "error"}, ended=Ended.ERROR_PROMPT)
    enqueue = Enqueue(
        queue_name=queue or workflow_sid or "",
        wait_url=visit.flow.bound(wait_url) or visit.addresses.queue_wait(),
        action=visit.return_url,
    )
    return Wait((enqueue,), _call(visit, queue, workflow_sid, known), Awaits.QUEUE)


def _call(
    visit: Visit, queue: str | None, workflow_sid: str | None, attributes: Mapping[str, Any]
) -> EnqueueCall:
    return EnqueueCall(
        queue=queue,
        workflow_sid=workflow_sid,
        attributes=attributes,
        priority=visit.whole("priority", 0),
        timeout_seconds=visit.whole("timeout", 0) or None,
        keys="",
        language=str(visit.state.variables.get("language", "")) or None,
    )


def come_back(visit: Visit) -> Outcome:
    """The caller left the queue: served by an agent, by their own wish, or because it failed.

    An agent's conference ends in a Dial action, which has no QueueResult: that is Twilio's `bridged`.
    """
    given = visit.given
    if given.kind is InputKind.ANSWER:
        return Go("failedToEnqueue", {"QueueResult": "error"}, ended=Ended.ERROR_PROMPT)
    result = given.params.get("QueueResult") or ("bridged" if "DialCallStatus" in given.params else "error")
    outputs = {**given.params, "QueueResult": result}
    if result == "hangup":
        return Go("callFailure", outputs, ended=Ended.USER_HANGUP)
    if result in _FAILED:
        return Go("failedToEnqueue", outputs, ended=Ended.ERROR_PROMPT)
    return Go("callComplete", outputs, ended=Ended.SYSTEM_RELEASE, branch=result)
