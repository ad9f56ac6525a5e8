"""What a process remembers of a call fits the row exactly, or is not used."""

from datetime import UTC, datetime

from chalicelib.ivr import memory
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import ExecutionState, Input, InputKind
from chalicelib.ivr.store import Execution

AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
CONTACT = "CT" + "7" * 32


def flow() -> Flow:
    return Flow("{}", "Trigger", {})


def after(*inputs: Input, contact_id: str = CONTACT) -> Execution:
    return Execution(contact_id, "FW1", 1, AT, inputs)


def pressed(key: str) -> Input:
    return Input(InputKind.POST, AT, {"Digits": key})


def test_the_state_of_the_inputs_that_are_known_is_remembered_for_the_ones_that_follow():
    known, state = flow(), ExecutionState(CONTACT, position=2)
    memory.keep(known, after(pressed("1"), pressed("2")), state)
    assert memory.recall(CONTACT, known, (pressed("1"), pressed("2"), pressed("3"))) is state
    assert memory.execution_of(CONTACT) == after(pressed("1"), pressed("2"))


def test_other_inputs_another_flow_and_a_repeated_request_are_replayed():
    known = flow()
    memory.keep(known, after(pressed("1"), pressed("2")), ExecutionState(CONTACT, position=2))
    assert memory.recall(CONTACT, known, (pressed("1"), pressed("9"), pressed("3"))) is None
    assert memory.recall(CONTACT, flow(), (pressed("1"), pressed("2"), pressed("3"))) is None
    assert memory.recall(CONTACT, known, (pressed("1"), pressed("2"))) is None
    assert memory.recall("CT" + "8" * 32, known, (pressed("1"),)) is None


def test_only_the_latest_calls_are_remembered():
    known = flow()
    memory.keep(known, after(pressed("1")), ExecutionState(CONTACT, position=1))
    for number in range(256):
        memory.keep(known, after(pressed("1")), ExecutionState(f"CT{number:032x}", position=1))
    assert memory.recall(CONTACT, known, (pressed("1"), pressed("2"))) is None
    assert memory.execution_of(CONTACT) is None
