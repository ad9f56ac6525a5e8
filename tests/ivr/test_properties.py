"""What is true of any valid flow and anything that a carrier may tell it."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.twiml import voice_response

from chalicelib.carrier import render
from chalicelib.ivr.definition import Flow, read_flow
from chalicelib.ivr.execution import ExecutionState, Input, InputKind, Status, Turn
from chalicelib.ivr.interpreter import MOST_STEPS_PER_TURN, FlowError, advance, replay
from chalicelib.ivr.journal import path_of
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.studio.steps import steps_of
from chalicelib.ivr.validation import validate
from chalicelib.ivr.walk import walk
from tests.ivr.caller import CALL, CONTACT, START, Paper
from tests.ivr.flow_strategies import answers, documents, news

VERBS = {name for name in dir(voice_response) if name[0].isupper()} | {"Response"}
BEGINNINGS = (
    dict(CALL),
    {"MessageSid": "SM1", "From": "+8613800138000", "To": "400", "Body": "hi"},
    {"To": "+8613800138000", "From": "400", "Parameters": {"n": 1}},
)
thoroughly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


class Shelf(Paper):
    """Every subflow is the flow itself."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def subflow(self, sid: str, revision: int) -> Flow:
        return self.flow


def read(document: str) -> Flow:
    return read_flow(document, name="any", sid="FW1", revision=1, secrets=frozenset({"card_pin"}))


def conversation(
    flow: Flow, begun: dict[str, Any], said: list[Any], answered: list[Any]
) -> tuple[list[Input], list[Turn]]:
    """What came in, and the turns it led to, until the flow ends, fails or nothing more is said."""
    addresses, state = Shelf(flow), ExecutionState(CONTACT)
    inputs, turns = [], []
    coming, ready = [(InputKind.START, begun), *said], list(answered)
    while coming:
        kind, params = coming.pop(0)
        given = Input(kind, START + timedelta(seconds=len(inputs)), params)
        try:
            turn = advance(flow, state, given, addresses)
        except (FlowError, TemplateError):
            break
        inputs.append(given)
        turns.append(turn)
        state = turn.state
        if turn.request:
            if not ready:
                break
            coming.insert(0, (InputKind.ANSWER, ready.pop(0)))
        elif state.status is Status.ENDED:
            break
    return inputs, turns


flows = st.builds(read, documents())
conversations = st.tuples(
    flows, st.sampled_from(BEGINNINGS), st.lists(news(), max_size=8), st.lists(answers(), max_size=8)
)


@given(documents())
@thoroughly
def test_the_generated_flows_are_valid(document: str) -> None:
    assert validate(document) == []


@given(conversations)
@thoroughly
def test_any_conversation_with_any_flow_is_valid_twiml_within_the_step_limit(known: Any) -> None:
    inputs, turns = conversation(*known)
    for given_, turn in zip(inputs, turns, strict=True):
        root = ElementTree.fromstring(render(turn.instructions))
        assert {node.tag for node in root.iter()} <= VERBS
        assert sum(mark.kind == "entered" for mark in turn.marks) <= MOST_STEPS_PER_TURN
        is_over = turn.state.status is Status.ENDED
        assert is_over or turn.request or turn.awaits, given_


@given(conversations)
@thoroughly
def test_the_state_and_the_inputs_survive_json(known: Any) -> None:
    import json

    inputs, turns = conversation(*known)
    for given_, turn in zip(inputs, turns, strict=True):
        assert ExecutionState.from_json(json.loads(json.dumps(turn.state.as_json()))) == turn.state
        assert Input.from_json(json.loads(json.dumps(given_.as_json()))) == given_


@given(conversations, st.data())
@thoroughly
def test_a_conversation_replayed_from_any_point_goes_the_same_way(known: Any, data: st.DataObject) -> None:
    flow = known[0]
    inputs, turns = conversation(*known)
    if not inputs:
        return
    place = data.draw(st.integers(0, len(inputs) - 1))
    state = turns[place - 1].state if place else ExecutionState(CONTACT)
    again = replay(flow, state, inputs[place:], Shelf(flow))
    assert (again.state, again.instructions) == (turns[-1].state, turns[-1].instructions)


@given(conversations)
@thoroughly
def test_every_visit_but_the_last_is_left_once_and_no_secret_is_told(known: Any) -> None:
    flow = known[0]
    inputs, turns = conversation(*known)
    visits = path_of(flow, CONTACT, inputs, Shelf(flow))
    is_over = bool(turns) and turns[-1].state.status is Status.ENDED
    still_there = [visit for visit in visits if visit.left_at is None]
    assert len(still_there) <= len(turns[-1].state.parents) + 1 if turns else not visits
    assert not (
        is_over
        and [visit for visit in still_there if "/" not in visit.widget and visit.type != "run-subflow"]
    )
    for step in steps_of(flow, CONTACT, inputs, Shelf(flow)):
        keyed = step.context["widgets"].get("card_pin", {}).get("Digits")
        assert keyed in (None, "", "****")


@given(flows)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_flow_can_be_walked(flow: Flow) -> None:
    found = walk(flow, most_tries=200)
    assert found.widgets_reached <= found.widgets
    assert found.transitions_taken + len(found.missed) == found.transitions
    # Nobody gets nowhere without a word why.
    assert found.widgets_reached or found.errors or not found.transitions
