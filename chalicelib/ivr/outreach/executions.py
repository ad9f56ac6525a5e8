"""Executions of flows that nobody called: a REST request or a message begins them, and timers carry them on.

What such a flow asks for is done where its timer runs, since no caller waits for an answer: the row is
written, the timer armed, and whoever asked is answered at once.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib import carrier
from chalicelib.ivr import answering, store
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import Awaits, Input, InputKind, Status, Turn
from chalicelib.ivr.outreach import thread_store, waiting
from chalicelib.ivr.outreach.standing import turn_of
from chalicelib.ivr.store import Execution
from chalicelib.problems import NotFound


def start(flow: Flow, trigger: Mapping[str, Any], now: datetime, contact_id: str | None = None) -> Execution:
    """Begin an execution by a REST request (`To`, `From`, `Parameters`) or a message. The same contact id
    again changes nothing."""
    contact_id = contact_id or f"CT{uuid.uuid4().hex}"
    execution, _ = store.begin(contact_id, flow, Input(InputKind.START, now, dict(trigger)))
    waiting.carry_on(contact_id, 0, now)
    return execution


def reply(params: Mapping[str, str], now: datetime) -> bool:
    """Bring a message to the execution that waits for it; False when none does. The same message again is
    brought to where it went."""
    contact_id = thread_store.waiting_for(params.get("From", ""), params.get("To", ""))
    execution = _found(contact_id) if contact_id else None
    if execution is None:
        return False
    for place, each in enumerate(execution.inputs):
        if each.params.get("MessageSid") == params["MessageSid"]:
            return waiting.tell(execution.contact_id, place, each)
    turn = turn_of(execution)[1]
    given = Input(InputKind.POST, now, dict(params))
    is_waiting = turn.awaits is Awaits.REPLY
    return is_waiting and waiting.tell(execution.contact_id, len(execution.inputs), given)


def end(contact_id: str, now: datetime) -> None:
    """End an execution from outside; its call is hung up. Ending one that is over changes nothing."""
    execution = store.fetch(contact_id)
    flow, turn = turn_of(execution)
    if turn.state.status is Status.ACTIVE:
        stop = Input(InputKind.STOP, now)
        store.append(contact_id, len(execution.inputs), stop, is_secret=flow.has_secrets)
        for call_sid in _calls_of(turn):
            carrier.rest.end_call(call_sid)
    if turn.state.call_sid and not execution.is_hung_up:
        answering.close(contact_id, now, {}, by=None)


def _calls_of(turn: Turn) -> Iterator[str]:
    """The call that the flow speaks on, and the one that it is placing."""
    if turn.state.has_call:
        yield turn.state.call_sid
    if turn.awaits is Awaits.CALLEE:
        placed = turn.state.widgets.get(turn.state.waiting_at or "", {})
        if sid := placed.get("CallSid"):
            yield str(sid)


def _found(contact_id: str) -> Execution | None:
    try:
        return store.fetch(contact_id)
    except NotFound:
        return None
