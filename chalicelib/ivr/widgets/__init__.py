"""The widgets that can run, one file each."""

from collections.abc import Mapping

from chalicelib.ivr.widgets import (
    connect_call_to,
    enqueue_call,
    gather_input_on_call,
    make_http_request,
    record_voicemail,
    run_function,
    say_play,
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
}
