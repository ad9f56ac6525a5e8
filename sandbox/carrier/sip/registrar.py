"""The registrar: which user is reachable where (RFC 3261 10.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.carrier.sip.dialog import uri_in
from sandbox.carrier.sip.digest import DigestServer, Verdict
from sandbox.carrier.sip.messages import reply
from sandbox.carrier.sip.transport import Channel
from sandbox.carrier.sip.wire import Request, Response, header, parse_address, parse_uri, user_of

_DEFAULT_SECONDS = 3600
_LONGEST_SECONDS = 7200


@dataclass(frozen=True)
class Binding:
    """One device of a user. Calls go back the way the registration came, which a NAT lets through."""

    contact: str
    channel: Channel
    expires_at: float


class Registrar:
    """Keeps bindings of users who prove that they know their password."""

    def __init__(self, digest: DigestServer, clock: Callable[[], float]) -> None:
        self._digest = digest
        self._clock = clock
        self._bindings: dict[str, dict[str, Binding]] = {}

    def receive(self, request: Request, channel: Channel) -> Response:
        """The answer to a REGISTER: 401, 403, 400, or 200 with every binding."""
        now = self._clock()
        checked = self._digest.check(header(request, "authorization"), "REGISTER", now)
        if checked.verdict is not Verdict.RIGHT:
            response = reply(request, 401)
            is_stale = checked.verdict is Verdict.STALE
            response.headers.append("WWW-Authenticate", self._digest.challenge(now, is_stale=is_stale))
            return response
        if user_of(parse_address(header(request, "to")).uri) != checked.user:
            return reply(request, 403)
        try:
            self._change(checked.user, request, channel, now)
        except ValueError:
            return reply(request, 400)
        return self._all_bindings(request, checked.user, now)

    def binding(self, user: str) -> Binding | None:
        """The newest live device of a user."""
        live = self._live(user, self._clock())
        return live[-1] if live else None

    def users(self) -> list[str]:
        """Everybody who is reachable now."""
        now = self._clock()
        return [user for user in self._bindings if self._live(user, now)]

    def _change(self, user: str, request: Request, channel: Channel, now: float) -> None:
        """Apply every Contact, or none: they are all read before the first is stored."""
        default = header(request, "expires") or str(_DEFAULT_SECONDS)
        contacts = request.headers.get("contact")
        devices = self._bindings.setdefault(user, {})
        if contacts == ["*"]:
            if int(default) != 0:
                raise ValueError("Contact * removes bindings, so it expires at once")
            devices.clear()
            return
        changes: list[tuple[str, int]] = []
        for contact in contacts:
            uri = uri_in(contact)
            parse_uri(uri)
            changes.append((uri, int(parse_address(contact).params.get("expires") or default)))
        for uri, seconds in changes:
            devices.pop(uri, None)  # a renewed device becomes the newest
            if seconds > 0:
                devices[uri] = Binding(uri, channel, now + min(seconds, _LONGEST_SECONDS))

    def _live(self, user: str, now: float) -> list[Binding]:
        return [binding for binding in self._bindings.get(user, {}).values() if binding.expires_at > now]

    def _all_bindings(self, request: Request, user: str, now: float) -> Response:
        response = reply(request, 200)
        for binding in self._live(user, now):
            seconds = round(binding.expires_at - now)
            response.headers.append("Contact", f"<{binding.contact}>;expires={seconds}")
        return response
