"""What this process still knows of calls it has spoken with a moment ago.

A caller's next request often comes to the Lambda that answered the last one. The state that it reached is
remembered with the inputs that led there, which then need not be replayed; what does not fit exactly is
replayed from the row, which alone is the truth.
"""

from collections import OrderedDict

from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import ExecutionState, Input
from chalicelib.values import dataclass

# A few kilobytes each; on the laptop one process serves all the calls there are.
_MOST = 256


@dataclass(frozen=True)
class _Known:
    flow: Flow
    inputs: tuple[Input, ...]
    state: ExecutionState


_known: OrderedDict[str, _Known] = OrderedDict()


def keep(flow: Flow, inputs: tuple[Input, ...], state: ExecutionState) -> None:
    """Remember what `inputs` led to."""
    _known.pop(state.contact_id, None)
    _known[state.contact_id] = _Known(flow, inputs, state)
    if len(_known) > _MOST:
        _known.popitem(last=False)


def recall(contact_id: str, flow: Flow, inputs: tuple[Input, ...]) -> ExecutionState | None:
    """A state that the first of `inputs` lead to in this very flow, with at least one of them left over."""
    known = _known.get(contact_id)
    if known is None or known.flow is not flow or len(known.inputs) >= len(inputs):
        return None
    return known.state if inputs[: len(known.inputs)] == known.inputs else None
