"""The steps of an execution: each edge that it took, and what it knew then. Worked out, never stored."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.ivr import liquid
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import ExecutionState, Input, MarkKind
from chalicelib.ivr.interpreter import HIDDEN, FlowError, advance
from chalicelib.ivr.widgets.behaviour import Addresses, context_of

_KEYED = ("Digits", "SpeechResult", "Body")
# A shorter secret would hide half of every text.
_SHORTEST_HIDDEN_WITHIN = 4


@dataclass(frozen=True)
class Step:
    """One edge: from `widget` by `event` to `next`, None where the flow ended there. `context` is what
    templates could name then, without secrets."""

    sid: str
    widget: str
    event: str
    next: str | None
    at: datetime
    context: Mapping[str, Any]


def steps_of(flow: Flow, contact_id: str, inputs: Collection[Input], addresses: Addresses) -> list[Step]:
    """Every step, in order; of a flow that failed, those before it did."""
    found: list[Step] = []
    for state, given, marks, secrets in _turns(flow, contact_id, inputs, addresses):
        context = without(secrets, context_of(flow, state, given.at))
        for mark in marks:
            if mark.kind is MarkKind.BRANCH:
                sid = step_sid(contact_id, len(found))
                found.append(Step(sid, mark.widget, mark.data["event"], mark.data["next"], mark.at, context))
    return found


def context_after(
    flow: Flow, contact_id: str, inputs: Collection[Input], addresses: Addresses
) -> dict[str, Any]:
    """What templates can name after everything that came in, without secrets."""
    context: dict[str, Any] = {}
    for state, given, _, secrets in _turns(flow, contact_id, inputs, addresses):
        context = without(secrets, context_of(flow, state, given.at))
    return context


def step_sid(contact_id: str, place: int) -> str:
    """The same step has the same sid each time it is worked out."""
    return f"FT{hashlib.sha256(f'{contact_id}:{place}'.encode()).hexdigest()[:32]}"


def without(secrets: Collection[str], context: Mapping[str, Any]) -> dict[str, Any]:
    """The context with what callers keyed in secret hidden wherever it went."""
    known = {name: value for name, value in context.items() if name != liquid.NOW}
    hidden: dict[str, Any] = _hidden(known, frozenset(secrets))
    return hidden


def _turns(
    flow: Flow, contact_id: str, inputs: Collection[Input], addresses: Addresses
) -> Iterator[tuple[ExecutionState, Input, tuple[Any, ...], set[str]]]:
    state, secrets = ExecutionState(contact_id), set[str]()
    for given in inputs:
        here = addresses.subflow(state.flow_sid, state.revision) if state.parents else flow
        if state.waiting_at in here.secrets:
            secrets |= {str(given.params[name]) for name in _KEYED if given.params.get(name)}
        try:
            turn = advance(flow, state, given, addresses)
        except (FlowError, liquid.TemplateError):
            return
        state = turn.state
        yield state, given, turn.marks, secrets


def _hidden(value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _hidden(each, secrets) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(each, secrets) for each in value]
    if isinstance(value, str):
        for secret in secrets:
            if value == secret or len(secret) >= _SHORTEST_HIDDEN_WITHIN:
                value = value.replace(secret, HIDDEN)
    return value
