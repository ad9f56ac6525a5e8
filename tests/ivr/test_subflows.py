"""A flow that runs another, over the webhooks: which revision, with which parameters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import ivr
from chalicelib.ivr.editing import drafts
from chalicelib.web import Identity
from tests.ivr.conftest import Clock
from tests.ivr.flows import document, state
from tests.ivr.phone import Phone

WHO = Identity("US1", "ann", "Ann", "manager", frozenset())
SID = ivr.flow_sid("sub")


def sub(word: str) -> str:
    say = state(
        "ask",
        "gather-input-on-call",
        {"keypress": "keep"},
        say=f"{word} {{{{trigger.parent.parameters.who}}}}",
    )
    keep = state(
        "keep",
        "set-variables",
        {"next": None},
        variables=[{"key": "keyed", "value": "{{widgets.ask.Digits}}"}],
    )
    return document(say, keep).replace('"incomingCall"', '"incomingParent"')


def parent(revision: str) -> str:
    run = state(
        "run",
        "run-subflow",
        {"completed": "done", "failed": "lost"},
        flow_sid=SID,
        flow_revision=revision,
        parameters=[{"key": "who", "value": "{{trigger.call.From}}"}],
    )
    done = state("done", "gather-input-on-call", {"keypress": None}, say="back {{widgets.run.keyed}}")
    return document(run, done, state("lost", "gather-input-on-call", {"keypress": None}, say="lost"))


@pytest.fixture
def call(phone: Callable[..., Phone], clock: Clock) -> Callable[[str], Phone]:
    """Calls a flow that runs a revision of `sub`: published as one, then two, and drafted as three."""
    ivr.publish("sub", sub("one"), clock.now)
    ivr.publish("sub", sub("two"), clock.now)
    drafts.put(SID, "sub", sub("three"), "", WHO, clock.now)

    def dial(revision: str) -> Any:
        ivr.publish("courier-main", parent(revision), clock.now)
        return phone().dial()

    return dial


@pytest.mark.parametrize(
    ("revision", "word"), [("1", "one"), ("LatestPublished", "two"), ("LatestDraft", "three")]
)
def test_the_revision_that_is_named_runs_with_its_parameters(
    revision: str, word: str, call: Callable[[str], Phone]
) -> None:
    heard = call(revision).press("7").heard
    assert heard == [f"{word} +8613800138000", "back 7"]


def test_a_call_finishes_on_the_draft_that_it_began_with(call: Callable[[str], Phone], clock: Clock) -> None:
    calling = call("LatestDraft")
    drafts.put(SID, "sub", sub("four"), "", WHO, clock.now + timedelta(seconds=1))
    assert calling.press("7").heard == ["three +8613800138000", "back 7"]
    assert ivr.latest_flow(SID).revision == 2


def test_a_draft_that_could_not_be_published_is_not_run(call: Callable[[str], Phone], clock: Clock) -> None:
    drafts.put(SID, "sub", sub("broken").replace("set-variables", "nonsense"), "", WHO, clock.now)
    assert call("LatestDraft").heard == ["two +8613800138000"]


def test_a_revision_that_never_was_is_the_way_out_for_failures(call: Callable[[str], Phone]) -> None:
    assert call("99").heard == ["lost"]
