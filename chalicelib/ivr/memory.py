"""What this process still knows of calls it has spoken with a moment ago.

A caller's next request often comes to the Lambda that answered the last one. The state that it reached is
remembered with the inputs that led there, which then need not be replayed; what does not fit exactly is
replayed from the row, which alone is the truth. The execution is remembered too, so that it need not be sent
back when the next input is stored.
"""

from collections import OrderedDict

from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import ExecutionState, Input
from chalicelib.ivr.store import Execution
from chalicelib.values import dataclass

# A few kilobytes each; on the laptop one process serves all the calls there are.
_MOST = 256


@dataclass(frozen=True)
class _Known:
    flow: Flow
    execution: Execution
    state: ExecutionState


_known: OrderedDict[str, _Known] = OrderedDict()


def keep(flow: Flow, execution: Execution, state: ExecutionState) -> None:
    """Remember the execution and what its inputs led to."""
    _known.pop(state.contact_id, None)
    _known[state.contact_id] = _Known(flow, execution, state)
    if len(_known) > _MOST:
        _known.popitem(last=False)


def execution_of(contact_id: str) -> Execution | None:
    """The execution as this process saw it last; others may have added to it."""
    known = _known.get(contact_id)
    return known.execution if known else None


def recall(contact_id: str, flow: Flow, inputs: tuple[Input, ...]) -> ExecutionState | None:
    """A state that the first of `inputs` lead to in this very flow, with at least one of them left over."""
    known = _known.get(contact_id)
    if known is None or known.flow is not flow:
        return None
    seen = known.execution.inputs
    return known.state if len(seen) < len(inputs) and inputs[: len(seen)] == seen else None
