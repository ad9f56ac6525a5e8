"""By which way an incoming call has come in (CH-04, CH-09)."""

from collections.abc import Mapping

from chalicelib import contacts
from chalicelib.calls.gateway_store import gateways
from chalicelib.calls.trunks import Arrival, is_full
from chalicelib.contacts import Access


def arrival(params: Mapping[str, str]) -> Arrival:
    """How a call came in, read from the SIP headers of the incoming webhook: a gateway names itself in
    X-Gateway and its line in X-E1-Span; a call without them came straight over IP, unless it came by the
    carrier's own telephone network, which sends no SIP parameters at all."""
    name = params.get("SipHeader_X-Gateway")
    if not name:
        is_sip = bool(params.get("SipCallId") or params.get("SipDomain"))
        return Arrival(Access.IP if is_sip else Access.PSTN, trunk=params.get("SipHeader_X-Trunk"))
    span = params.get("SipHeader_X-E1-Span") or None
    known = next((one for one in gateways() if one.name == name), None)
    return Arrival(
        access=Access.PSTN,
        trunk=known.trunk if known else params.get("SipHeader_X-Trunk"),
        gateway=name,
        span=span,
        is_overflow=is_full(known, span, contacts.ways_in_use()),
    )
