"""What a flow needs and this center does not have: a feature of its carrier, or a fax service."""

from collections.abc import Iterator

from chalicelib import carrier, faxes
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.faults import FlowProblem
from chalicelib.ivr.reach import feature_problems, service_problems

_NEED_FAXES = frozenset({"fax_answer"})


def center_problems(flow: Flow) -> Iterator[FlowProblem]:
    """Why no call of this center may reach some of the flow's widgets."""
    yield from feature_problems(flow, carrier.lacking())
    yield from service_problems(flow, frozenset() if faxes.has_service() else _NEED_FAXES)
