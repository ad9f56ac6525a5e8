"""The widgets that can run, one file each; a widget's file is loaded when a flow comes to one of its kind."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from chalicelib.ivr.widgets.behaviour import Behaviour

_HOMES = {
    "trigger": "trigger.BEHAVIOUR",
    "say-play": "say_play.BEHAVIOUR",
    "gather-input-on-call": "gather_input_on_call.BEHAVIOUR",
    "split-based-on": "split_based_on.BEHAVIOUR",
    "set-variables": "set_variables.BEHAVIOUR",
    "run-function": "run_function.BEHAVIOUR",
    "make-http-request": "make_http_request.BEHAVIOUR",
    "connect-call-to": "connect_call_to.BEHAVIOUR",
    "enqueue-call": "enqueue_call.BEHAVIOUR",
    "send-to-flex": "send_to_flex.BEHAVIOUR",
    "record-voicemail": "record_voicemail.BEHAVIOUR",
    "add-twiml-redirect": "add_twiml_redirect.BEHAVIOUR",
    "run-subflow": "run_subflow.BEHAVIOUR",
    "record-call": "record_call.BEHAVIOUR",
    "fork-stream": "fork_stream.BEHAVIOUR",
    "capture-payments": "capture_payments.BEHAVIOUR",
    "connect-virtual-agent": "connect_virtual_agent.V1",
    "connect-virtual-agent-v2": "connect_virtual_agent.V2",
    "run-conversation-relay": "run_conversation_relay.BEHAVIOUR",
    "make-outgoing-call-v1": "make_outgoing_call.BEHAVIOUR",
    "make-outgoing-call-v2": "make_outgoing_call.BEHAVIOUR",
    "send-message": "send_message.BEHAVIOUR",
    "send-and-wait-for-reply": "send_and_wait_for_reply.BEHAVIOUR",
}


class _Behaviours(Mapping[str, Behaviour]):
    """What each kind of widget does, by the kind's name."""

    def __init__(self) -> None:
        self._loaded: dict[str, Behaviour] = {}

    def __getitem__(self, kind: str) -> Behaviour:
        known = self._loaded.get(kind)
        if known is None:
            module, _, name = _HOMES[kind].partition(".")
            known = getattr(import_module(f"{__name__}.{module}"), name)
            self._loaded[kind] = known
        return known

    def __contains__(self, kind: object) -> bool:
        return kind in _HOMES

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


BEHAVIOURS: Mapping[str, Behaviour] = _Behaviours()
