"""What to tell the carrier after something came in, and who asks what the flow wants to know on the way.

Whoever wrote an input asks what follows from it, and nobody else: a repeated webhook finds the question asked
and lets the caller wait. An answer that a webhook cannot wait for is fetched by a job, while the caller hears
that we are looking; who picks it up asks nothing either, because the job goes on to the last answer.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib import calls
from chalicelib.aws import jobs
from chalicelib.aws.logs import logger
from chalicelib.carrier import Instruction, Redirect, webhook_url
from chalicelib.contacts import Event, EventType
from chalicelib.ivr import flow_store, memory, store
from chalicelib.ivr.asking import NO_ANSWER, answer_to
from chalicelib.ivr.budget import ABANDONED_SECONDS, LONGEST_SECONDS, Budget
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import EnqueueCall, Input, InputKind, Turn
from chalicelib.ivr.filler import filler
from chalicelib.ivr.interpreter import replay
from chalicelib.ivr.journal import NodeVisit, first_key, path_of
from chalicelib.ivr.store import Execution
from chalicelib.problems import Invalid, NotFound
from chalicelib.values import dataclass, replace

ASK_JOB = "ivr.ask"
_LONGEST_WAIT_SECONDS = 86400


@dataclass(frozen=True)
class FlowAddresses:
    """Our webhooks for one contact. `s` tells the next step, before it has read anything, to seal what it
    stores."""

    contact_id: str
    is_secret: bool

    def step(self, position: int, *, is_secret: bool = False) -> str:
        return self._at("/voice/flow", position, is_secret=is_secret)

    def callee(self, position: int) -> str:
        return self._at("/voice/callee", position, is_secret=self.is_secret)

    def callee_status(self, position: int) -> str:
        return self._at("/voice/callee-status", position, is_secret=self.is_secret)

    def message_status(self, position: int) -> str:
        return self._at("/message/status", position, is_secret=self.is_secret)

    def still_waiting(self, position: int, nth: int) -> str:
        """Where a caller who waits for an answer asks for it, the `nth` time."""
        return webhook_url("/voice/flow", c=self.contact_id, n=position, w=nth)

    def queue_wait(self) -> str:
        return webhook_url("/voice/queue/wait", c=self.contact_id)

    def recording(self, kind: str) -> str:
        return webhook_url("/voice/recording", c=self.contact_id, kind=kind)

    def subflow(self, sid: str, revision: int) -> Flow:
        return flow_store.flow_at(sid, revision)

    def _at(self, path: str, position: int, *, is_secret: bool) -> str:
        secret = {"s": 1} if is_secret else {}
        return webhook_url(path, c=self.contact_id, n=position, **secret)


def told(
    execution: Execution, position: int, now: datetime, budget: Budget | None, waits: int = 0
) -> Sequence[Instruction]:
    """The carrier's instructions after input `position`. With a `budget` it is on us to ask what the flow
    wants to know; without one somebody else does, and the caller has been told to wait `waits` times."""
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    while True:
        turn, following = _turn(execution, flow, position, addresses)
        if following < len(execution.inputs):
            return turn.instructions  # An old webhook once more: what followed is done already.
        if turn.request:
            answer = (
                _asked(execution, following, turn, now, budget)
                if budget
                else _given_up(execution, following, position, now)
            )
            if answer is None:
                if budget:
                    _leave_to_job(execution.contact_id, following, position)
                return _waiting(turn, addresses, position, waits)
            execution, is_news = _with_answer(execution, turn, following, answer)
            budget = (budget or Budget.of_webhook()) if is_news else None
        elif turn.enqueue and (refused := _enqueue(execution, flow, turn.enqueue, addresses, following)):
            execution, is_news = store.append(
                execution.contact_id, following, refused, is_secret=execution.is_sealed
            )
            budget = (budget or Budget.of_webhook()) if is_news else None
        else:
            if turn.timeout_seconds or not turn.state.has_call:
                _settle(execution, turn, following)
            return turn.instructions


def ask_on(payload: dict[str, Any], now: datetime) -> None:
    """The job: get the answer that a webhook could not wait for, and whatever the flow asks next. Delivered
    twice, it asks once; one that dies leaves the caller to the flow's `fail` transition."""
    contact_id, following, position = payload["contact_id"], payload["following"], payload["position"]
    execution = store.claim(contact_id, following)
    if execution is None:
        return
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    addresses = FlowAddresses(contact_id, flow.has_secrets)
    budget, is_ours = Budget.of_job(), True
    while is_ours:
        turn, following = _turn(execution, flow, position, addresses)
        if following < len(execution.inputs) or not turn.request:
            return
        answer = _asked(execution, following, turn, now, budget) or Input(
            InputKind.ANSWER, max(now, execution.inputs[-1].at), NO_ANSWER
        )
        execution, is_ours = _with_answer(execution, turn, following, answer)


def collected(contact_id: str, visits: Sequence[NodeVisit]) -> list[Event]:
    """The first thing keyed, for the contact's log, which takes it once."""
    found = first_key(visits)
    if found is None:
        return []
    widget, entry = found
    return [
        Event(
            key=f"{contact_id}:collected",
            type=EventType.FLOW_COLLECTED,
            at=entry.at,
            contact_id=contact_id,
            data={"widget": widget, "digits": entry.value},
        )
    ]


def _turn(execution: Execution, flow: Flow, position: int, addresses: FlowAddresses) -> tuple[Turn, int]:
    """What input `position` and the answers to it led to, and the place of the next input."""
    following = position + 1
    while following < len(execution.inputs) and execution.inputs[following].kind is InputKind.ANSWER:
        following += 1
    seen = execution.inputs[:following]
    known = memory.recall(execution.contact_id, flow, seen[: position + 1])
    state = known or execution.begins_at(position)[0]
    turn = replay(flow, state, seen[state.position :], addresses)
    memory.keep(flow, replace(execution, inputs=seen), turn.state)
    return turn, following


def _asked(execution: Execution, following: int, turn: Turn, now: datetime, budget: Budget) -> Input | None:
    """The answer, if it comes while it can be waited for."""
    assert turn.request
    seconds = budget.seconds_for(turn.request)
    if seconds <= 0:
        return None
    asked_at, began = execution.inputs[following - 1].at, time.monotonic()
    answer = answer_to(turn.request, f"{execution.contact_id}-{following}", asked_at, seconds)
    if answer is None:
        return None
    answered_at = max(now, asked_at) + timedelta(seconds=time.monotonic() - began)
    return Input(InputKind.ANSWER, answered_at, answer)


def _given_up(execution: Execution, following: int, position: int, now: datetime) -> Input | None:
    """Somebody else asks: no answer, once it has taken too long. One whose asker died without asking a job
    for it is asked for again."""
    waited = (now - execution.inputs[following - 1].at).total_seconds()
    if waited >= LONGEST_SECONDS:
        logger.warning("a flow's question was not answered", extra={"contact_id": execution.contact_id})
        return Input(InputKind.ANSWER, now, NO_ANSWER)
    if waited >= ABANDONED_SECONDS and execution.asking < following:
        _leave_to_job(execution.contact_id, following, position)
    return None


def _settle(execution: Execution, turn: Turn, following: int) -> None:
    """Most turns of a call wait for nothing else; they need not load what the others do."""
    from chalicelib.ivr.outreach.waiting import settle

    settle(execution, turn, following)


def _leave_to_job(contact_id: str, following: int, position: int) -> None:
    jobs.send(ASK_JOB, {"contact_id": contact_id, "following": following, "position": position})


def _waiting(turn: Turn, addresses: FlowAddresses, position: int, waits: int) -> Sequence[Instruction]:
    """Something to hear, and the way back."""
    return (
        filler(turn.state.variables, waits),
        Redirect(addresses.still_waiting(position, waits + 1)),
    )


def _with_answer(execution: Execution, turn: Turn, following: int, answer: Input) -> tuple[Execution, bool]:
    return store.append(
        execution.contact_id, following, answer, is_secret=execution.is_sealed, snapshot=turn.state
    )


def _enqueue(
    execution: Execution, flow: Flow, wanted: EnqueueCall, addresses: FlowAddresses, following: int
) -> Input | None:
    """Hand the contact to the queue; what refused it comes back to the flow as an answer."""
    last = execution.inputs[following - 1]
    contact_id = execution.contact_id
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
            return_url=addresses.step(following),
            step=str(following),
            told=collected(contact_id, path_of(flow, contact_id, execution.inputs, addresses)),
            now=last.at,
        )
    except (NotFound, Invalid) as problem:
        refusal = {"status_code": problem.status, "content_type": "", "body": problem.message}
        return Input(InputKind.ANSWER, last.at, refusal)
    return None
