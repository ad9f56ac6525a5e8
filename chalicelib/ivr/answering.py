"""One call through its flow: begin it, take each thing that comes in, close it when the caller is gone.

What came in is written first; what to say is worked out from what was written. So a repeated webhook is told
the same, and a process that dies in the middle loses nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import calls, carrier
from chalicelib.aws.logs import logger
from chalicelib.aws.tables import iso
from chalicelib.carrier import Instruction, webhook_url
from chalicelib.contacts import Event, EventType
from chalicelib.ivr import flow_store, memory, store
from chalicelib.ivr.budget import Budget
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import Input
from chalicelib.ivr.interpreter import FlowError
from chalicelib.ivr.journal import NodeVisit, is_self_served, path_of
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.store import Execution
from chalicelib.ivr.telling import FlowAddresses, collected, told


def begin(contact_id: str, flow: Flow, given: Input) -> Sequence[Instruction]:
    """Start the flow for a new call; the same call again is told the same."""
    budget = Budget.of_webhook()
    execution, is_new = store.begin(contact_id, flow, given)
    return told(execution, 0, given.at, budget if is_new else None)


def take(contact_id: str, position: int, given: Input, is_secret: bool) -> Sequence[Instruction]:
    """What to tell the carrier after `given`, which belongs at `position`."""
    budget = Budget.of_webhook()
    known = memory.execution_of(contact_id)
    execution, is_news = store.append(contact_id, position, given, is_secret=is_secret, known=known)
    if position >= len(execution.inputs):
        raise FlowError(f"step {position} of {contact_id} came before the one in front of it")
    return told(execution, position, given.at, budget if is_news else None)


def wait(contact_id: str, position: int, waits: int, now: datetime) -> Sequence[Instruction]:
    """A caller was told to wait for what follows from input `position`: is it there now?"""
    return told(store.fetch(contact_id), position, now, None, waits)


def close(
    contact_id: str, at: datetime, params: dict[str, str], by: calls.Party | None = calls.Party.CALLER
) -> None:
    """The caller is gone: end the flow, and tell the rooms that keep the contact. Repeating it finishes what
    an earlier attempt left undone. `by` is who hung up, None for ourselves."""
    try:
        execution = _close(contact_id, at, params, by)
    except Exception:
        store.mark_undone(contact_id)
        raise
    if execution and execution.is_undone:
        store.mark_done(contact_id)


def path(contact_id: str) -> tuple[Flow, list[NodeVisit]]:
    """The flow and the caller's path through it; NotFound when no flow has run."""
    execution = store.fetch(contact_id)
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    return flow, path_of(flow, contact_id, execution.inputs, FlowAddresses(contact_id, flow.has_secrets))


def _close(contact_id: str, at: datetime, params: dict[str, str], by: calls.Party | None) -> Execution | None:
    is_served = False
    told_of: tuple[Event, ...] = ()
    try:
        execution = store.hang_up(contact_id, at, params)
        if execution:
            is_served, told_of = _end(execution, at)
    finally:
        # Whatever is wrong with the flow, nobody may stay reserved for a caller who has gone.
        calls.caller_gone(contact_id, at, *told_of, is_self_served=is_served, by=by)
    return execution


def _end(execution: Execution, at: datetime) -> tuple[bool, tuple[Event, ...]]:
    """What the flow has come to: whether it served the caller, and what the contact's log is to be told."""
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    _finish_without_caller(execution, flow)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    visits = path_of(flow, execution.contact_id, execution.inputs, addresses)
    found = (*collected(execution.contact_id, visits), _path_event(execution.contact_id, visits, at))
    return is_self_served(flow, visits), found


def _finish_without_caller(execution: Execution, flow: Flow) -> None:
    """A flow may report after the caller has gone: its requests are made, and nobody hears the rest."""
    if not any(widget.leads_on("hangup") for widget in flow.widgets.values()):
        return
    try:
        told(execution, len(execution.inputs) - 1, execution.inputs[-1].at, Budget.of_webhook())
    except (FlowError, TemplateError):
        logger.exception("a flow failed without its caller", extra={"contact_id": execution.contact_id})


def _path_event(contact_id: str, visits: Sequence[NodeVisit], at: datetime) -> Event:
    """The nodes that the caller visited, for the reports."""
    nodes = [
        {"widget": visit.widget, "kind": visit.kind.value, "entered_at": iso(visit.entered_at)}
        for visit in visits
    ]
    return Event(f"{contact_id}:path", EventType.FLOW_PATH, at, contact_id, data={"nodes": nodes})


def sorry(contact_id: str, queue: str | None, now: datetime) -> Sequence[Instruction]:
    """A flow that cannot go on: apologise and hand the caller to people."""
    if queue is None:
        return carrier.apology()
    back = webhook_url("/voice/fallback", c=contact_id)
    calls.enqueue(
        contact_id,
        queue=queue,
        attributes={"reason": "flow_failed"},
        return_url=back,
        step="fallback",
        now=now,
    )
    return (
        carrier.Say("抱歉，自助服务暂时不可用，正在为您转接人工。", language="zh-CN"),
        carrier.Say("Self-service is not available right now. We are connecting you.", language="en-US"),
        carrier.Enqueue(queue, webhook_url("/voice/queue/wait", c=contact_id), back),
    )


def straight_to(contact_id: str, queue: str, now: datetime) -> Sequence[Instruction]:
    """A caller who needs no menu: to the queue at once."""
    back = webhook_url("/voice/fallback", c=contact_id)
    calls.enqueue(
        contact_id,
        queue=queue,
        attributes={"queue": queue, "reason": "white_list"},
        return_url=back,
        step="entry",
        now=now,
    )
    return (carrier.Enqueue(queue, webhook_url("/voice/queue/wait", c=contact_id), back),)
