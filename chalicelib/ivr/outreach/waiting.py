"""What a flow waits for beside its call: a reply, a call lent to another application, its own next step.

`flow_on` carries an execution on where no caller waits for an answer. `flow_timeout` tells a flow that its
time for a reply is over, or takes its call back. Both are rows, so a dead process loses neither.
"""

import time
from datetime import datetime, timedelta

from chalicelib import carrier
from chalicelib.aws import timers
from chalicelib.aws.logs import logger
from chalicelib.aws.timers import Timer
from chalicelib.carrier import webhook_url
from chalicelib.ivr import flow_store, store, telling
from chalicelib.ivr.budget import SERVICE_SECONDS, Budget
from chalicelib.ivr.execution import Awaits, Input, InputKind, Turn
from chalicelib.ivr.interpreter import FlowError
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.outreach import thread_store
from chalicelib.ivr.outreach.standing import turn_of
from chalicelib.ivr.store import Execution
from chalicelib.problems import NotFound

CARRY_ON, TIMEOUT = "flow_on", "flow_timeout"
TIMER_KINDS = (CARRY_ON, TIMEOUT)
TIMED_OUT = {"FlowEvent": "timeout"}
# The Lambda that runs timers has thirty.
_AT_A_TIME_SECONDS = 20.0
_ASK_AGAIN = timedelta(seconds=30)


def carry_on(contact_id: str, position: int, at: datetime) -> None:
    """Have what follows from input `position` done at `at`."""
    payload = {"c": contact_id, "n": str(position)}
    timers.arm(Timer(CARRY_ON, f"{contact_id}:{position}", at, payload))


def tell(contact_id: str, position: int, given: Input) -> bool:
    """Bring news that belongs at `position`, or behind the end of the call that took its place. False when
    something else came first. The same news again is carried on with once more, which changes nothing."""
    execution = store.fetch(contact_id)
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    place = _behind_hangup(execution, position)
    if place == len(execution.inputs):
        execution, _ = store.append(contact_id, place, given, is_secret=flow.has_secrets)
    is_there = execution.inputs[place].params == given.params
    if is_there:
        carry_on(contact_id, place, given.at)
    return is_there


def settle(execution: Execution, turn: Turn, position: int) -> None:
    """A turn is told, and the next news belongs at `position`. What it waits for beside the call is written
    down."""
    last = execution.inputs[-1]
    if turn.awaits is Awaits.REPLY:
        state = turn.state
        thread_store.remember(state.their_address, state.our_address, execution.contact_id, last.at)
    if turn.timeout_seconds:
        payload = {"c": execution.contact_id, "n": str(position), "call": _lent(turn)}
        due_at = last.at + timedelta(seconds=turn.timeout_seconds)
        timers.arm(Timer(TIMEOUT, f"{execution.contact_id}:{position}", due_at, payload))


def on_timer(timer: Timer, now: datetime) -> None:
    """Handle either kind."""
    contact_id, position = timer.payload["c"], int(timer.payload["n"])
    try:
        if timer.kind == CARRY_ON:
            _carry_on(contact_id, position, now)
        elif call_sid := timer.payload.get("call"):
            _take_back(contact_id, position, call_sid)
        else:
            tell(contact_id, position, Input(InputKind.POST, now, TIMED_OUT))
    except NotFound:
        logger.warning("a timer of an execution that was deleted", extra={"contact_id": contact_id})


def _behind_hangup(execution: Execution, position: int) -> int:
    place = position
    while place < len(execution.inputs) and execution.inputs[place].kind is InputKind.HANGUP:
        place += 1
    return place


def _carry_on(contact_id: str, position: int, now: datetime) -> None:
    budget = Budget(time.monotonic() + _AT_A_TIME_SECONDS, SERVICE_SECONDS)
    try:
        telling.told(store.fetch(contact_id), position, now, budget)
    except (FlowError, TemplateError):
        logger.exception("a flow failed", extra={"contact_id": contact_id})
        return
    # What takes longer was left to a job; its answer is waited for.
    if turn_of(store.fetch(contact_id))[1].request:
        carry_on(contact_id, position, now + _ASK_AGAIN)


def _take_back(contact_id: str, position: int, call_sid: str) -> None:
    """The other application has had the call long enough: its next TwiML is ours again."""
    if len(store.fetch(contact_id).inputs) > position:
        return
    url = webhook_url("/voice/flow", c=contact_id, n=position, **TIMED_OUT)
    try:
        carrier.rest.redirect_call(call_sid, url)
    except carrier.CarrierError as error:
        if not error.is_gone:
            raise


def _lent(turn: Turn) -> str:
    """The call that somebody else's TwiML has, if one does."""
    return turn.state.call_sid if turn.awaits is Awaits.SESSION else ""
