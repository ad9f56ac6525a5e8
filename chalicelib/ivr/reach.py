"""What a caller or a message can reach in a flow, and what that needs. Pure."""

from collections.abc import Collection, Iterator

from chalicelib.carrier import Feature
from chalicelib.ivr.definition import Flow, Widget
from chalicelib.ivr.faults import FlowProblem, fault
from chalicelib.ivr.widgets.channels import CHANNELS

EVENTS = {"voice": "incomingCall", "message": "incomingMessage"}
_NEEDS = {
    "capture-payments": Feature.PAY,
    "connect-virtual-agent": Feature.VIRTUAL_AGENT,
    "connect-virtual-agent-v2": Feature.VIRTUAL_AGENT,
    "run-conversation-relay": Feature.CONVERSATION_RELAY,
}


def reachable(flow: Flow, start: str | None) -> list[str]:
    """The widgets reached from `start`, nearest first."""
    found: list[str] = [start] if start else []
    for name in found:
        following = (transition.next for transition in flow.widgets[name].transitions)
        found.extend(dict.fromkeys(each for each in following if each and each not in found))
    return found


def entrance(flow: Flow, channel: str) -> str | None:
    """The widget that a call or message meets first; None when the flow does not answer it."""
    return flow.widgets[flow.initial_state].next_on(EVENTS[channel])


def channel_problems(flow: Flow, channel: str) -> Iterator[FlowProblem]:
    """What keeps the flow from answering calls, or messages."""
    places = {name: index for index, name in enumerate(flow.widgets)}
    start = entrance(flow, channel)
    if start is None:
        path = f"#/states/{places[flow.initial_state]}/transitions"
        yield fault(path, "no_trigger", channel=channel, event=EVENTS[channel])
        return
    for name in reachable(flow, start):
        if channel not in CHANNELS.get(flow.widgets[name].type, (channel,)):
            yield fault(f"#/states/{places[name]}/type", f"channel_{channel}", name=name)


def feature_problems(flow: Flow, lacking: Collection[Feature]) -> Iterator[FlowProblem]:
    """The widgets that need what the carrier lacks."""
    for index, widget in enumerate(flow.widgets.values()):
        needed = _needed(widget)
        if needed in lacking:
            path = f"#/states/{index}/type"
            yield fault(path, "carrier_lacks", type=widget.type, feature=needed)


def service_problems(flow: Flow, missing: Collection[str]) -> Iterator[FlowProblem]:
    """The widgets that ask one of our functions whose service this center does not have."""
    for index, widget in enumerate(flow.widgets.values()):
        name = str(widget.properties.get("url", "")).removeprefix("function:")
        if widget.type == "run-function" and name in missing:
            yield fault(f"#/states/{index}/properties/url", "service_missing", function=name)


def _needed(widget: Widget) -> Feature | None:
    if widget.type == "fork-stream":
        is_siprec = widget.properties.get("stream_transport_type") == "siprec"
        return Feature.SIPREC if is_siprec else Feature.STREAM
    if widget.type == "connect-call-to" and widget.properties.get("noun") == "sim":
        return Feature.SIM
    return _NEEDS.get(widget.type)
