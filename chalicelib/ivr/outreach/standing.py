"""Where an execution stands: worked out from everything that came in."""

from dataclasses import replace

from chalicelib.ivr import flow_store
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import Status, Turn
from chalicelib.ivr.interpreter import FlowError, replay
from chalicelib.ivr.liquid import TemplateError
from chalicelib.ivr.store import Execution
from chalicelib.ivr.telling import FlowAddresses


def turn_of(execution: Execution) -> tuple[Flow, Turn]:
    """The flow, and what everything that came in has led to; a flow that failed is over where it failed."""
    flow = flow_store.flow_at(execution.flow_sid, execution.revision)
    state, seen = execution.begins_at(len(execution.inputs) - 1)
    addresses = FlowAddresses(execution.contact_id, flow.has_secrets)
    turn = Turn(state)
    for given in execution.inputs[seen:]:
        try:
            turn = replay(flow, turn.state, [given], addresses)
        except (FlowError, TemplateError):
            return flow, Turn(replace(turn.state, status=Status.ENDED))
    return flow, turn
