"""The trunk: takes calls in over SIP and places calls out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sandbox.carrier.leg import Leg
from sandbox.carrier.media.engine import Engine


@dataclass(frozen=True)
class TrunkOptions:
    """How a trunk behaves; every default suits a laptop."""

    realm: str = "sandbox"
    users: Mapping[str, str] = field(default_factory=dict)  # user name -> password, may register
    is_invite_authenticated: bool = False  # demand digest on INVITE as well
    rtp_ports: range = range(20000, 21000)
    media_silence_seconds: float = 60.0  # RTP flowed, then nothing for so long: the call is over
    ring_seconds: float = 180.0  # an inbound call nobody decides on is refused after this


class SipLeg(Leg):
    """A leg over SIP and RTP; call `ring`, `answer`, `reject`, `hangup` from the event loop."""


OnInvite = Callable[[SipLeg], Awaitable[None]]


class SipTrunk:
    """One SIP user agent on one address, UDP and TCP on the same port.

    `on_invite` runs as a task of its own for every new inbound call; the caller already got 100 Trying.
    When it raises, or returns without ring/answer/reject/hangup ever being called, the call is refused
    with 500 in the first case and goes on waiting in the second (`ring_seconds`).
    """

    def __init__(self, engine: Engine, options: TrunkOptions | None = None) -> None:
        raise NotImplementedError

    async def start(self, host: str, port: int, on_invite: OnInvite) -> None:
        """Listen; port 0 takes a free one (see `address`)."""

    async def stop(self) -> None:
        """Hang up every call and close the sockets."""

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        raise NotImplementedError

    @property
    def legs(self) -> tuple[SipLeg, ...]:
        """Calls in being."""
        raise NotImplementedError

    def registered(self, user: str) -> str | None:
        """The SIP URI this user is reachable at now, None when not registered."""
        raise NotImplementedError

    async def dial(
        self,
        uri: str,
        from_: str,
        headers: Mapping[str, str] | None = None,
        *,
        display_name: str = "",
        username: str = "",
        password: str = "",
        call_sid: str | None = None,
    ) -> SipLeg:
        """Call a SIP URI (`sip:u@h:p;transport=tcp?X-a=b`) or a registered user (`alice`, `sip:alice@realm`).

        `from_` is a user part (`+8613800138000`) or a whole URI. Returns as soon as the INVITE is on its
        way; follow it with the callbacks, or `await leg.wait_answered()`. Raises ValueError for an address
        that cannot be dialled.
        """
        raise NotImplementedError
