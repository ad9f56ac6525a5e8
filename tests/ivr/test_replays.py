"""Webhooks of generated flows against the DynamoDB API: told twice, told late, lost in a crash."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib import calls, contacts, ivr
from chalicelib.carrier import rest
from chalicelib.contacts import EventType, LeaveType
from chalicelib.ivr import answering, store, telling
from tests.ivr.conftest import Clock
from tests.ivr.flow_strategies import KEYED, TYPES, documents
from tests.ivr.phone import Phone

# The carrier would have to place calls and send messages for these.
ON_ONE_CALL = [kind for kind in TYPES if not kind.startswith(("make-outgoing-call", "send-"))]
few = settings(
    max_examples=6,
    # A smaller example of a failure is not worth its hundred calls.
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
posts = st.fixed_dictionaries(
    {},
    optional={
        "Digits": KEYED,
        "QueueResult": st.sampled_from(("leave", "error", "hangup")),
        "DialCallStatus": st.just("completed"),
        "RecordingUrl": st.just("https://r.example/RE1"),
        "FlowEvent": st.sampled_from(("timeout", "fail")),
    },
)
_sids = itertools.count(1)


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions and services never answer twice alike, so that asking once too often shows."""
    asked = itertools.count()

    def answer(*_: Any) -> dict[str, Any]:
        number = next(asked)
        body = f'{{"number": {number}}}'
        return {"status_code": (200, 404, 0)[number % 3], "content_type": "application/json", "body": body}

    monkeypatch.setattr(telling, "answer_to", answer)
    monkeypatch.setattr(rest, "call_status", lambda _: None)
    monkeypatch.setattr(rest, "redirect_call", lambda *_: None)


@pytest.fixture
def begin(phone: Callable[..., Phone], strangers: None, clock: Clock) -> Callable[[str], Phone]:
    """A call to a flow that was published this moment."""

    def dial(document: str) -> Phone:
        ivr.publish("courier-main", document, clock.now)
        call = phone(call_sid=f"CA{next(_sids):032x}")
        call._take("/voice/incoming", {"CallStatus": "ringing"})
        return call

    return dial


def addresses(call: Phone) -> list[str]:
    """Where the carrier may go next: every address of ours in what it was told last."""
    told = [
        *(node.get("action") for node in call.root.iter()),
        *(node.text for node in call.root.iter("Redirect")),
    ]
    return [call._path(url) for url in told if url and "/api/voice/flow" in url]


def known(call: Phone) -> Any:
    """Everything that is stored of a call."""
    execution = store.fetch(call.contact_id)
    events = [(event.key, event.at, event.data) for event in contacts.events_of(call.contact_id)]
    return execution, contacts.fetch(call.contact_id), events


@given(documents(ON_ONE_CALL), st.lists(posts, max_size=6), st.data())
@few
def test_a_webhook_told_twice_or_late_changes_nothing(
    begin: Callable[[str], Phone], document: str, said: list[dict[str, str]], data: st.DataObject
) -> None:
    call = begin(document)
    for params in [None, *said]:
        ways = addresses(call)
        if params is not None and ways:
            call._take(data.draw(st.sampled_from(ways)), params)
        before = known(call)
        again = data.draw(st.integers(0, len(call.requests) - 1))
        assert call.repeat() == call.twiml
        assert _same(call.repeat(again), call.requests[again][2])
        assert known(call) == before
    for _ in range(2):
        assert call.hang_up().status == 204
    before = known(call)
    call.hang_up()
    assert known(call) == before


def _same(twiml: str, told: str) -> bool:
    """A flow that fails sends its caller to people, whenever it is asked again."""
    return ElementTree.canonicalize(twiml) == ElementTree.canonicalize(told) or "抱歉" in twiml


@pytest.mark.covers("IVR-28")
@given(
    documents(ON_ONE_CALL),
    st.lists(posts, max_size=4),
    st.permutations(("hang up", "hang up", "reconcile", "close", "die")),
    st.booleans(),
)
@few
def test_every_call_that_is_over_has_one_leave_type_whatever_came_in_which_order(
    begin: Callable[[str], Phone],
    clock: Clock,
    document: str,
    said: list[dict[str, str]],
    ends: list[str],
    with_agent: bool,
) -> None:
    call = begin(document)
    for params in said:
        if ways := addresses(call):
            call._take(ways[0], params)
    if with_agent:
        _answer(call.contact_id, clock)
    with pytest.MonkeyPatch.context() as patched:
        for end in [*ends, "reconcile", "close"]:
            clock.now += timedelta(minutes=1)
            if end == "hang up":
                call.hang_up()
            elif end == "reconcile":
                calls.reconcile(clock.now, ivr.end_lost)
            elif end == "close":
                ivr.close_ended(clock.now)
            else:
                patched.setattr(answering, "path_of", _die_once(patched, answering.path_of))
    events = contacts.events_of(call.contact_id)
    (ended,) = [event for event in events if event.type is EventType.CONTACT_ENDED]
    contact = contacts.fetch(call.contact_id)
    assert contact.leave_type is LeaveType(ended.data["leave_type"])
    assert (contact.leave_type is LeaveType.SERVED_BY_AGENT) == with_agent
    assert len([event for event in events if event.type is EventType.FLOW_PATH]) == 1
    assert call.contact_id not in store.undone_executions(1000)


def _answer(contact_id: str, clock: Clock) -> None:
    """An agent has taken the call."""
    event = contacts.Event(f"{contact_id}:answered", EventType.AGENT_ANSWERED, clock.now, contact_id)
    contacts.record(event)


def _die_once(patched: pytest.MonkeyPatch, works: Any) -> Any:
    def die(*_: Any) -> None:
        patched.setattr(answering, "path_of", works)
        raise RuntimeError("the process dies here")

    return die
