"""What a made-up caller brings along, so that the tests of a flow's beginning come out each way."""

import json

import pytest

from chalicelib.ivr.definition import read_flow
from chalicelib.ivr.walk import walk
from tests.ivr.flows import match, split, state


@pytest.mark.parametrize(
    ("event", "read"),
    [
        ("incomingCall", "{{trigger.call.From}}"),
        ("incomingMessage", "{{trigger.message.ChannelAttributes.channel_type}}"),
        ("incomingConversationMessage", "{{trigger.conversation.Body}}"),
        ("incomingRequest", "{{flow.data.customer.tier}}"),
        ("incomingRequest", "{{contact.channel.address}}"),
        ("incomingRequest", "{{trigger.request.parameters.tier}}"),
        ("incomingParent", "{{trigger.parent.parameters.tier}}"),
    ],
)
def test_a_test_of_what_began_the_flow_comes_out_both_ways(event, read):
    trigger = state("Trigger", "trigger", {event: "tier"})
    ends = (state(name, "set-variables", {"next": None}) for name in ("gold", "other"))
    states = [trigger, split("tier", read, match(read, "equal_to", "gold", "gold"), otherwise="other"), *ends]
    found = walk(read_flow(json.dumps({"states": states, "initial_state": "Trigger"})))
    assert (found.is_whole, found.widgets_reached) == (True, 4)


@pytest.mark.parametrize("event", ["incomingCall", "incomingRequest"])
def test_whoever_a_flow_calls_hears_what_follows(event):
    ring = {"answered": "hello", "busy": "no", "noAnswer": "no", "failed": "no"}
    states = [
        state("Trigger", "trigger", {event: "ring"}),
        state("ring", "make-outgoing-call-v2", ring, **{"from": "400", "to": "10086"}),
        state("hello", "gather-input-on-call", {"keypress": "no", "timeout": "no"}, say="1?"),
        state("no", "set-variables", {"next": None}),
    ]
    found = walk(read_flow(json.dumps({"states": states, "initial_state": "Trigger"})))
    assert (found.missed, found.errors) == ((), ())
