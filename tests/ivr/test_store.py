"""Executions on two implementations of DynamoDB."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.ivr import store
from chalicelib.ivr.execution import ExecutionState, Input, InputKind
from chalicelib.problems import NotFound
from tests.ivr.caller import CALL, CONTACT, START
from tests.ivr.flows import flow, state

FLOW = flow(state("a", "say-play"))
# With what is the same in all calls, and under the older names too: the carrier tells it, the row does not.
SAME = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "Called": CALL["To"],
    "Caller": CALL["From"],
}
BEGUN = Input(InputKind.START, START, {**CALL, **SAME})
ONE, TWO = Input(InputKind.POST, START, {"Digits": "1"}), Input(InputKind.POST, START, {"Digits": "2"})


@pytest.fixture(params=["moto_tables", "tables"])
def _cloud(request):
    request.getfixturevalue(request.param)


@pytest.mark.usefixtures("_cloud")
class TestExecution:
    def test_it_begins_once(self):
        first, is_new = store.begin(CONTACT, FLOW, BEGUN)
        again, is_new_again = store.begin(CONTACT, FLOW, ONE)
        assert (is_new, is_new_again, again) == (True, False, first)
        assert store.fetch(CONTACT) == first

    def test_an_input_has_one_place_and_the_first_to_come_has_it(self):
        store.begin(CONTACT, FLOW, BEGUN)
        taken, is_news = store.append(CONTACT, 1, ONE)
        assert (taken.inputs, is_news) == ((BEGUN, ONE), True)
        kept, is_news = store.append(CONTACT, 1, TWO)
        assert (kept.inputs, is_news) == ((BEGUN, ONE), False)
        early, is_news = store.append(CONTACT, 5, TWO)
        assert (early.inputs, is_news) == ((BEGUN, ONE), False)

    def test_a_known_state_is_used_from_its_place_on(self):
        known = ExecutionState(CONTACT, position=1, waiting_at="a")
        store.begin(CONTACT, FLOW, BEGUN)
        execution, _ = store.append(CONTACT, 1, ONE, snapshot=known)
        assert execution.begins_at(0) == (ExecutionState(CONTACT), 0)
        assert execution.begins_at(1) == (known, 1)
        assert execution.begins_at(7) == (known, 1)

    def test_one_that_is_known_need_not_be_read_again(self, monkeypatch):
        begun, _ = store.begin(CONTACT, FLOW, BEGUN)
        with monkeypatch.context() as patched:
            patched.setattr(store, "_of_item", None)
            taken, is_news = store.append(CONTACT, 1, ONE, known=begun)
            sealed, is_news_too = store.append(CONTACT, 2, TWO, known=taken, is_secret=True)
        assert (is_news, is_news_too, taken.is_sealed, sealed.is_sealed) == (True, True, False, True)
        assert (taken.inputs, sealed.inputs) == ((BEGUN, ONE), (BEGUN, ONE, TWO))
        assert store.fetch(CONTACT) == sealed

    def test_one_that_another_process_has_led_on_is_read(self):
        begun, _ = store.begin(CONTACT, FLOW, BEGUN)
        taken, _ = store.append(CONTACT, 1, ONE)
        assert store.append(CONTACT, 1, ONE, known=begun) == (taken, False)
        assert store.append(CONTACT, 2, TWO, known=begun)[0].inputs == (BEGUN, ONE, TWO)

    def test_one_that_began_anew_is_not_taken_for_the_one_that_is_known(self):
        begun, _ = store.begin(CONTACT, FLOW, BEGUN)
        store.forget(CONTACT)
        again = replace(BEGUN, at=START + timedelta(minutes=1))
        store.begin(CONTACT, FLOW, again)
        execution, is_news = store.append(CONTACT, 1, ONE, known=begun)
        assert (execution.inputs, is_news) == ((again, ONE), True)

    def test_a_secret_input_reads_as_it_was(self):
        store.begin(CONTACT, FLOW, BEGUN)
        execution, _ = store.append(CONTACT, 1, ONE, is_secret=True, snapshot=ExecutionState(CONTACT, 1))
        assert execution.inputs == (BEGUN, ONE)
        assert store.fetch(CONTACT) == execution

    def test_it_is_hung_up_once_wherever_it_stands(self):
        assert store.hang_up(CONTACT, START, {}) is None
        store.begin(CONTACT, FLOW, BEGUN)
        store.append(CONTACT, 1, ONE)
        ended = store.hang_up(CONTACT, START, {"CallStatus": "completed"})
        assert [given.kind for given in ended.inputs] == ["start", "post", "hangup"]
        assert store.hang_up(CONTACT, START, {}) == ended

    def test_what_never_began_has_no_place_for_an_input(self):
        with pytest.raises(NotFound):
            store.append(CONTACT, 1, ONE)
        with pytest.raises(NotFound):
            store.fetch(CONTACT)
