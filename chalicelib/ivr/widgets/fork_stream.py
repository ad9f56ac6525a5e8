"""fork-stream: send a copy of the call's sound elsewhere, or stop sending it. The flow goes on at once."""

from chalicelib.carrier import StartStream, StopStream
from chalicelib.ivr.widgets.behaviour import Behaviour, Go, NodeKind, Outcome, Visit


def enter(visit: Visit) -> Outcome:
    is_siprec = visit.text("stream_transport_type") == "siprec"
    name = visit.text("stream_name") or None
    if visit.text("stream_action") == "stop":
        return Go("next", instructions=(StopStream(name or visit.widget.name, is_siprec),))
    start = StartStream(
        name=name or visit.widget.name,
        is_siprec=is_siprec,
        url=visit.flow.bound(visit.text("stream_url")) or None,
        connector=visit.text("stream_connector") or None,
        track=visit.text("stream_track") or None,
        parameters=dict(visit.pairs("stream_parameters")),
    )
    return Go("next", instructions=(start,))


BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter)
