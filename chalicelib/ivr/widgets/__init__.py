"""The widgets that can run, one file each."""

from collections.abc import Mapping

from chalicelib.ivr.widgets import (
    add_twiml_redirect,
    capture_payments,
    connect_call_to,
    connect_virtual_agent,
    enqueue_call,
    fork_stream,
    gather_input_on_call,
    make_http_request,
    make_outgoing_call,
    record_call,
    record_voicemail,
    run_conversation_relay,
    run_function,
    run_subflow,
    say_play,
    send_and_wait_for_reply,
    send_message,
    send_to_flex,
    set_variables,
    split_based_on,
    trigger,
)
from chalicelib.ivr.widgets.behaviour import Behaviour

BEHAVIOURS: Mapping[str, Behaviour] = {
    "trigger": trigger.BEHAVIOUR,
    "say-play": say_play.BEHAVIOUR,
    "gather-input-on-call": gather_input_on_call.BEHAVIOUR,
    "split-based-on": split_based_on.BEHAVIOUR,
    "set-variables": set_variables.BEHAVIOUR,
    "run-function": run_function.BEHAVIOUR,
    "make-http-request": make_http_request.BEHAVIOUR,
    "connect-call-to": connect_call_to.BEHAVIOUR,
    "enqueue-call": enqueue_call.BEHAVIOUR,
    "send-to-flex": send_to_flex.BEHAVIOUR,
    "record-voicemail": record_voicemail.BEHAVIOUR,
    "add-twiml-redirect": add_twiml_redirect.BEHAVIOUR,
    "run-subflow": run_subflow.BEHAVIOUR,
    "record-call": record_call.BEHAVIOUR,
    "fork-stream": fork_stream.BEHAVIOUR,
    "capture-payments": capture_payments.BEHAVIOUR,
    "connect-virtual-agent": connect_virtual_agent.V1,
    "connect-virtual-agent-v2": connect_virtual_agent.V2,
    "run-conversation-relay": run_conversation_relay.BEHAVIOUR,
    "make-outgoing-call-v1": make_outgoing_call.BEHAVIOUR,
    "make-outgoing-call-v2": make_outgoing_call.BEHAVIOUR,
    "send-message": send_message.BEHAVIOUR,
    "send-and-wait-for-reply": send_and_wait_for_reply.BEHAVIOUR,
}
