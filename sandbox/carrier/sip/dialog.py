"""A dialog: what both ends of a call must remember to send each other requests (RFC 3261 12)."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.carrier.sip.messages import AGENT, new_branch
from sandbox.carrier.sip.transport import Channel, Endpoint
from sandbox.carrier.sip.wire import Request, Response, cseq_of, header, parse_address, parse_uri, tag_of

DialogKey = tuple[str, str, str]


@dataclass
class Dialog:
    """Seen from our end. `route_set` is in the order in which our requests visit the proxies."""

    call_id: str
    local: str  # From of our requests, with our tag
    remote: str  # To of our requests, with their tag
    remote_target: str  # the URI their Contact named
    route_set: list[str] = field(default_factory=list)
    local_sequence: int = 0
    remote_sequence: int = -1

    @property
    def key(self) -> DialogKey:
        """Call-ID, our tag, their tag."""
        return self.call_id, parse_address(self.local).tag or "", parse_address(self.remote).tag or ""

    def follow_target(self, message: Request | Response) -> None:
        """A target refresh: requests now go to the newest Contact."""
        contacts = message.headers.get("contact")
        if contacts:
            self.remote_target = uri_in(contacts[0])

    def request(self, method: str, channel: Channel, *, sequence: int | None = None) -> Request:
        """A request within the dialog; an ACK takes the sequence number of its INVITE."""
        if sequence is None:
            self.local_sequence += 1
            sequence = self.local_sequence
        uri, routes = self._routing()
        request = Request(method=method, uri=uri)
        request.headers.append("Via", via_of(channel))
        for route in routes:
            request.headers.append("Route", route)
        request.headers.append("Max-Forwards", "70")
        request.headers.append("From", self.local)
        request.headers.append("To", self.remote)
        request.headers.append("Call-ID", self.call_id)
        request.headers.append("CSeq", f"{sequence} {method}")
        request.headers.append("User-Agent", AGENT)
        return request

    def next_hop(self) -> tuple[Endpoint, str]:
        """Where a request goes first: the first proxy, or the other end; and over which protocol."""
        uri = parse_uri(uri_in(self.route_set[0]) if self.route_set else self.remote_target)
        return (uri.host, uri.port or 5060), (uri.params.get("transport") or "udp").upper()

    def _routing(self) -> tuple[str, list[str]]:
        """Request-URI and Route headers; a first proxy without `lr` routes strictly (12.2.1.1)."""
        if not self.route_set or "lr" in parse_uri(uri_in(self.route_set[0])).params:
            return self.remote_target, self.route_set
        return uri_in(self.route_set[0]), [*self.route_set[1:], f"<{self.remote_target}>"]


def dialog_of_callee(invite: Request, our_tag: str) -> Dialog:
    """The dialog an INVITE to us makes: its Record-Route in the order it has."""
    contacts = invite.headers.get("contact")
    return Dialog(
        call_id=header(invite, "call-id"),
        local=f"{header(invite, 'to')};tag={our_tag}",
        remote=header(invite, "from"),
        remote_target=uri_in(contacts[0]) if contacts else uri_in(header(invite, "from")),
        route_set=list(invite.headers.get("record-route")),
        remote_sequence=cseq_of(invite).seq,
    )


def dialog_of_caller(invite: Request, response: Response) -> Dialog:
    """The dialog their 2xx to our INVITE makes: its Record-Route reversed."""
    contacts = response.headers.get("contact")
    return Dialog(
        call_id=header(invite, "call-id"),
        local=header(invite, "from"),
        remote=header(response, "to"),
        remote_target=uri_in(contacts[0]) if contacts else invite.uri,
        route_set=list(reversed(response.headers.get("record-route"))),
        local_sequence=cseq_of(invite).seq,
    )


def key_of_request(request: Request) -> DialogKey:
    """Which dialog a request from the other end belongs to."""
    return header(request, "call-id"), tag_of(request, "to"), tag_of(request, "from")


def key_of_response(response: Response) -> DialogKey:
    """Which dialog a response to us belongs to."""
    return header(response, "call-id"), tag_of(response, "from"), tag_of(response, "to")


def via_of(channel: Channel) -> str:
    """A Via for a new request of ours."""
    host, port = channel.local
    return f"SIP/2.0/{channel.protocol} {host}:{port};branch={new_branch()};rport"


def uri_in(address: str) -> str:
    """The bare URI of a Contact, Route or From value, parameters of the header left off."""
    start, end = address.find("<"), address.find(">")
    if 0 <= start < end:
        return address[start + 1 : end].strip()
    return address.split(";")[0].strip()
