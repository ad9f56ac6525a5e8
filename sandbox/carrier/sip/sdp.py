"""Session descriptions: G.711 and telephone-event, offered and answered (RFC 8866, RFC 3264)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.carrier.media.g711 import Law
from sandbox.carrier.sip.wire import MediaDescription, SdpMessage, parse_sdp

_NAMES = {Law.A: "PCMA", Law.U: "PCMU"}
_OUR_EVENT_TYPE = 101


class BadSdp(ValueError):
    """The text is no session description that can be answered."""


class NoCommonCodec(ValueError):
    """The other side offers no G.711 over plain RTP."""


class Flow(StrEnum):
    """Who sends, seen from the writer of a description."""

    BOTH = "sendrecv"
    SEND = "sendonly"
    RECEIVE = "recvonly"
    NONE = "inactive"

    @property
    def mirrored(self) -> Flow:
        """The same, seen from the other side."""
        return {Flow.SEND: Flow.RECEIVE, Flow.RECEIVE: Flow.SEND}.get(self, self)


@dataclass(frozen=True)
class Description:
    """What the other side wants of one audio stream."""

    address: tuple[str, int]
    law: Law  # the first they name of those we speak
    event_type: int | None  # payload type of telephone-event at 8000 Hz
    flow: Flow
    audio_at: int  # which of the m= lines it is
    media: tuple[tuple[str, str, str], ...]  # kind, protocol and formats of every m= line, for the answer

    @property
    def wants_sound(self) -> bool:
        """Whether we are to send: not when they hold us (also the old way, address 0.0.0.0)."""
        is_reachable = self.address[0] != "0.0.0.0" and self.address[1] > 0
        return is_reachable and self.flow in (Flow.BOTH, Flow.RECEIVE)


def read(text: str) -> Description:
    """Read an offer or an answer. Raises BadSdp, or NoCommonCodec."""
    try:
        sdp = parse_sdp(text)
    except Exception as error:  # the parser was not written with every kind of garbage in mind
        raise BadSdp(str(error)) from error
    if not sdp.media:
        raise BadSdp("no media")
    for at, media in enumerate(sdp.media):
        law = _first_law(media)
        if media.media == "audio" and media.proto == "RTP/AVP" and media.port > 0 and law is not None:
            return _described(sdp, at, media, law)
    raise NoCommonCodec("no G.711 over RTP/AVP")


def write(
    address: tuple[str, int],
    laws: tuple[Law, ...],
    event_type: int | None,
    flow: Flow,
    session: tuple[int, int],
) -> str:
    """An offer, or an answer to an offer with a single m= line. `session` is our id and its version."""
    return _head(address[0], session) + _audio(address[1], laws, event_type, flow)


def offer(address: tuple[str, int], session: tuple[int, int]) -> str:
    """What we propose: both laws, A-law first as E1 lines have it."""
    return write(address, (Law.A, Law.U), _OUR_EVENT_TYPE, Flow.BOTH, session)


def answer(offered: Description, address: tuple[str, int], session: tuple[int, int]) -> str:
    """Our answer: their first codec, their event type, the mirrored flow, and no other stream."""
    text = _head(address[0], session)
    for at, (kind, protocol, formats) in enumerate(offered.media):
        if at == offered.audio_at:
            text += _audio(address[1], (offered.law,), offered.event_type, offered.flow.mirrored)
        else:
            text += f"m={kind} 0 {protocol} {formats}\r\n"
    return text


def _head(host: str, session: tuple[int, int]) -> str:
    number, version = session
    return f"v=0\r\no=- {number} {version} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"


def _audio(port: int, laws: tuple[Law, ...], event_type: int | None, flow: Flow) -> str:
    types = [*map(int, laws), *([event_type] if event_type is not None else [])]
    lines = [f"m=audio {port} RTP/AVP {' '.join(map(str, types))}"]
    lines += [f"a=rtpmap:{int(law)} {_NAMES[law]}/8000" for law in laws]
    if event_type is not None:
        lines += [f"a=rtpmap:{event_type} telephone-event/8000", f"a=fmtp:{event_type} 0-15"]
    lines += ["a=ptime:20", f"a={flow}"]
    return "\r\n".join(lines) + "\r\n"


def _described(sdp: SdpMessage, at: int, media: MediaDescription, law: Law) -> Description:
    connection = media.connection or sdp.connection
    if connection is None:
        raise BadSdp("no address")
    return Description(
        address=(connection.address, media.port),
        law=law,
        event_type=_event_type(media),
        flow=_flow(sdp, media),
        audio_at=at,
        media=tuple((other.media, other.proto, " ".join(other.formats) or "0") for other in sdp.media),
    )


def _first_law(media: MediaDescription) -> Law | None:
    for codec in media.codecs:
        for law in Law:
            if codec.payload_type == law and codec.encoding_name.upper() == _NAMES[law]:
                return law
    return None


def _event_type(media: MediaDescription) -> int | None:
    """By clock rate: phones with wideband codecs offer telephone-event at several (RFC 4733 2.1)."""
    for codec in media.codecs:
        is_event = codec.encoding_name.lower() == "telephone-event"
        if is_event and codec.clock_rate in (8000, 0) and 0 <= codec.payload_type <= 127:
            return codec.payload_type
    return None


def _flow(sdp: SdpMessage, media: MediaDescription) -> Flow:
    for attributes in (media.attributes, sdp.attributes):
        for flow in Flow:
            if flow.value in attributes:
                return flow
    return Flow.BOTH
