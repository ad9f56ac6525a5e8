"""Digest by the example of RFC 2617, and the registrar on passed time."""

from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.carrier.sip.digest import DigestServer, Verdict, answer_challenge
from sandbox.carrier.sip.digest import _response as response
from sandbox.carrier.sip.registrar import Registrar
from sandbox.carrier.sip.wire import Request, Response


def test_the_example_of_the_rfc() -> None:
    given = {
        "realm": "testrealm@host.com",
        "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        "uri": "/dir/index.html",
        "qop": "auth",
        "nc": "00000001",
        "cnonce": "0a4f113b",
    }
    assert response(given, "GET", "Mufasa", "Circle Of Life") == "6629fae49393a05397450978507c4ef1"


@pytest.fixture
def server() -> DigestServer:
    return DigestServer("sandbox", {"alice": "secret"})


@pytest.mark.parametrize(
    ("username", "password", "method", "now", "verdict"),
    [
        ("alice", "secret", "REGISTER", 10.0, Verdict.RIGHT),
        ("alice", "secret", "REGISTER", 500.0, Verdict.STALE),
        ("alice", "guess", "REGISTER", 10.0, Verdict.WRONG),
        ("bob", "secret", "REGISTER", 10.0, Verdict.WRONG),
        ("alice", "secret", "INVITE", 10.0, Verdict.WRONG),
    ],
)
def test_credentials_are_judged(
    server: DigestServer, username: str, password: str, method: str, now: float, verdict: Verdict
) -> None:
    credentials = answer_challenge(server.challenge(1.0), method, "sip:sandbox", username, password)
    assert server.check(credentials, "REGISTER", now).verdict is verdict


@pytest.mark.parametrize(
    "credentials", ["", "Basic YTpi", "Digest", 'Digest username="alice"', 'Digest nonce="1-2"']
)
def test_incomplete_credentials_are_wrong(server: DigestServer, credentials: str) -> None:
    assert server.check(credentials, "REGISTER", 0.0).verdict is Verdict.WRONG


def test_a_nonce_of_somebody_else_is_wrong(server: DigestServer) -> None:
    foreign = DigestServer("sandbox", {"alice": "secret"}).challenge(1.0)
    credentials = answer_challenge(foreign, "REGISTER", "sip:sandbox", "alice", "secret")
    assert server.check(credentials, "REGISTER", 1.0).verdict is Verdict.WRONG


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


class TestRegistrar:
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def registrar(self, server: DigestServer, clock: Clock) -> Registrar:
        return Registrar(server, clock)

    def register(
        self,
        registrar: Registrar,
        server: DigestServer,
        clock: Clock,
        contact: str,
        expires: str = "",
        user: str = "alice",
    ) -> Response:
        request = Request(method="REGISTER", uri="sip:sandbox")
        request.headers.append("Via", "SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1")
        request.headers.append("From", f"<sip:{user}@sandbox>;tag=1")
        request.headers.append("To", f"<sip:{user}@sandbox>")
        request.headers.append("Call-ID", "1")
        request.headers.append("CSeq", "1 REGISTER")
        if contact:
            request.headers.append("Contact", contact)
        if expires:
            request.headers.append("Expires", expires)
        credentials = answer_challenge(
            server.challenge(clock()), "REGISTER", "sip:sandbox", "alice", "secret"
        )
        request.headers.append("Authorization", credentials)
        channel: Any = object()
        return registrar.receive(request, channel)

    def test_a_binding_lives_until_it_expires(
        self, registrar: Registrar, server: DigestServer, clock: Clock
    ) -> None:
        answer = self.register(registrar, server, clock, "<sip:alice@10.0.0.1>;expires=60")
        assert answer.headers.get("contact") == ["<sip:alice@10.0.0.1>;expires=60"]
        clock.now += 59
        assert registrar.binding("alice") is not None
        clock.now += 2
        assert registrar.binding("alice") is None
        assert registrar.users() == []

    def test_the_newest_device_rings(self, registrar: Registrar, server: DigestServer, clock: Clock) -> None:
        for host in ("10.0.0.1", "10.0.0.2", "10.0.0.1"):
            self.register(registrar, server, clock, f"<sip:alice@{host}>", "60")
        binding = registrar.binding("alice")
        assert binding is not None
        assert binding.contact == "sip:alice@10.0.0.1"

    @pytest.mark.parametrize(("contact", "expires"), [("*", "0"), ("<sip:alice@10.0.0.1>", "0")])
    def test_a_phone_takes_its_binding_back(
        self, registrar: Registrar, server: DigestServer, clock: Clock, contact: str, expires: str
    ) -> None:
        self.register(registrar, server, clock, "<sip:alice@10.0.0.1>", "60")
        self.register(registrar, server, clock, contact, expires)
        assert registrar.binding("alice") is None

    def test_asking_changes_nothing(self, registrar: Registrar, server: DigestServer, clock: Clock) -> None:
        self.register(registrar, server, clock, "<sip:alice@10.0.0.1>", "60")
        answer = self.register(registrar, server, clock, "")
        assert answer.headers.get("contact") == ["<sip:alice@10.0.0.1>;expires=60"]

    @pytest.mark.parametrize(
        ("contact", "expires"),
        [("*", "60"), ("<sip:alice@h>", "soon"), ("<http://x>", "60"), ("<sip:alice@h>;expires=x", "")],
    )
    def test_what_makes_no_sense_is_refused(
        self, registrar: Registrar, server: DigestServer, clock: Clock, contact: str, expires: str
    ) -> None:
        assert self.register(registrar, server, clock, contact, expires).status_code == 400
        assert registrar.binding("alice") is None

    def test_nobody_registers_for_somebody_else(
        self, registrar: Registrar, server: DigestServer, clock: Clock
    ) -> None:
        assert self.register(registrar, server, clock, "<sip:x@h>", "60", user="bob").status_code == 403
