"""One call through its flow: begin it, take each thing that comes in, close it when the caller is gone.

What came in is written first; what to say is worked out from what was written. So a repeated webhook is told
the same, and a process that dies in the middle loses nothing.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import calls, carrier, contacts
from chalicelib.aws.logs import logger
from chalicelib.aws.tables import iso
from chalicelib.carrier import Instruction, webhook_url
from chalicelib.contacts import Event, EventType
from chalicelib.ivr import flow_store, memory, store
from chalicelib.ivr.asking import answer_to
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import EnqueueCall, Input, InputKind, Turn
from chalicelib.ivr.interpreter import FlowError, replay
from chalicelib.ivr.journal import NodeVisit, first_key, is_self_served, path_of
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.store import Execution
from chalicelib.problems import Invalid, NotFound

_LONGEST_WAIT_SECONDS = 86400


@dataclass(frozen=True)
class FlowAddresses:
    """Our webhooks for one contact. `s` tells the next step, before it has read anything, to seal what it
    stores."""

    contact_id: str
    is_secret: bool

    def step(self, position: int) -> str:
        secret = {"s": 1} if self.is_secret else {}
        return webhook_url("/voice/flow", c=self.contact_id, n=position, **secret)

    def queue_wait(self) -> str:
        return webhook_url("/voice/queue/wait", c=self.contact_id)

    def recording(self, kind: str) -> str:
        return webhook_url("/voice/recording", c=self.contact_id, kind=kind)

    def subflow(self, sid: str, revision: int) -> Flow:
        return flow_store.flow_at(sid, revision)


def begin(contact_id: str, flow: Flow, given: Input) -> Sequence[Instruction]:
    """Start the flow for a new call; the same call again is told the same."""
    execution, _ = store.begin(contact_id, flow, given)
    return _told(execution, 0)


def take(contact_id: str, position: int, given: Input, is_secret: bool) -> Sequence[Instruction]:
    """What to tell the carrier after `given`, which belongs at `position`."""
    execution, _ = store.append(contact_id, position, given, is_secret=is_secret)
    if position >= len(execution.inputs):
        raise FlowError(f"step {position} of {contact_id} came before the one in front of it")
    return _told(execution, position)


def close(contact_id: str, at: datetime, params: dict[str, str]) -> None:
    """The caller is gone: end the flow, and tell the rooms that keep the contact. Repeating it finishes what
    an earlier attempt left undone."""
    is_served = False
    try:
        execution = store.hang_up(contact_id, at, params)
        is_served = _note_end(execution, at) if execution else False
    finally:
        # Whatever is wrong with the flow, nobody may stay reserved for a caller who has gone.
        calls.caller_gone(contact_id, at, is_self_served=is_served)
    if execution and execution.is_open:
        store.mark_closed(contact_id)


def path(contact_id: str) -> tuple[Flow, list[NodeVisit]]:
    """The flow and the caller's path through it; NotFound when no flow has run."""
    execution = store.fetch(contact_id)
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    return flow, path_of(flow, contact_id, execution.inputs, FlowAddresses(contact_id, flow.has_secrets))


def _note_end(execution: Execution, at: datetime) -> bool:
    """Note what the flow has come to; tells whether it served the caller."""
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    _finish_without_caller(execution, flow)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    visits = path_of(flow, execution.contact_id, execution.inputs, addresses)
    _note_collected(execution.contact_id, visits)
    _note_path(execution.contact_id, visits, at)
    return is_self_served(flow, visits)


def _finish_without_caller(execution: Execution, flow: Flow) -> None:
    """A flow may report after the caller has gone: its requests are made, and nobody hears the rest."""
    if not any(widget.leads_on("hangup") for widget in flow.widgets.values()):
        return
    try:
        _told(execution, len(execution.inputs) - 1)
    except (FlowError, TemplateError):
        logger.exception("a flow failed without its caller", extra={"contact_id": execution.contact_id})


def _told(execution: Execution, position: int) -> Sequence[Instruction]:
    """The carrier's instructions after input `position`, with everything the flow asks for on the way."""
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    while True:
        end = _answered_until(execution, position)
        seen = execution.inputs[: end + 1]
        known = memory.recall(execution.contact_id, flow, seen[: position + 1])
        state = known or execution.begins_at(position)[0]
        turn = replay(flow, state, seen[state.position :], addresses)
        memory.keep(flow, seen, turn.state)
        if end + 1 < len(execution.inputs):
            return turn.instructions  # An old webhook once more: what followed is done already.
        if turn.request:
            execution = _with_answer(execution, flow, turn, end + 1)
        elif turn.enqueue and (refused := _enqueue(execution, turn.enqueue, addresses, end + 1)):
            execution, _ = store.append(execution.contact_id, end + 1, refused, is_secret=flow.has_secrets)
        else:
            return turn.instructions


def _answered_until(execution: Execution, position: int) -> int:
    """The last of the answers that were already given for the input at `position`."""
    end = position
    while end + 1 < len(execution.inputs) and execution.inputs[end + 1].kind is InputKind.ANSWER:
        end += 1
    return end


def _with_answer(execution: Execution, flow: Flow, turn: Turn, position: int) -> Execution:
    assert turn.request is not None
    asked_at, began = execution.inputs[position - 1].at, time.monotonic()
    answer = answer_to(turn.request, f"{execution.contact_id}-{position}", asked_at)
    answered_at = asked_at + timedelta(seconds=time.monotonic() - began)
    given = Input(InputKind.ANSWER, answered_at, answer)
    kept, _ = store.append(
        execution.contact_id, position, given, is_secret=flow.has_secrets, snapshot=turn.state
    )
    return kept


def _enqueue(
    execution: Execution, wanted: EnqueueCall, addresses: FlowAddresses, position: int
) -> Input | None:
    """Hand the contact to the queue; what refused it comes back to the flow as an answer."""
    last = execution.inputs[position - 1]
    contact_id = execution.contact_id
    _note_collected(contact_id, path(contact_id)[1])
    try:
        calls.enqueue(
            contact_id,
            queue=wanted.queue,
            workflow_sid=wanted.workflow_sid,
            attributes=dict(wanted.attributes),
            priority=wanted.priority,
            timeout_seconds=wanted.timeout_seconds or _LONGEST_WAIT_SECONDS,
            keys=wanted.keys,
            language=wanted.language,
            return_url=addresses.step(position),
            step=str(position),
            now=last.at,
        )
    except (NotFound, Invalid) as problem:
        refusal = {"status_code": problem.status, "content_type": "", "body": problem.message}
        return Input(InputKind.ANSWER, last.at, refusal)
    return None


def _note_collected(contact_id: str, visits: Sequence[NodeVisit]) -> None:
    """The first thing keyed, for the contact's log; told again it changes nothing."""
    found = first_key(visits)
    if found is None:
        return
    widget, entry = found
    contacts.record(
        Event(
            key=f"{contact_id}:collected",
            type=EventType.FLOW_COLLECTED,
            at=entry.at,
            contact_id=contact_id,
            data={"widget": widget, "digits": entry.value},
        )
    )


def _note_path(contact_id: str, visits: Sequence[NodeVisit], at: datetime) -> None:
    """The nodes that the caller visited, for the reports; told again it changes nothing."""
    nodes = [
        {"widget": visit.widget, "kind": visit.kind.value, "entered_at": iso(visit.entered_at)}
        for visit in visits
    ]
    contacts.record(Event(f"{contact_id}:path", EventType.FLOW_PATH, at, contact_id, data={"nodes": nodes}))


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
