"""Gateways, spans and channels: attribution, usage, overflow."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib import calls, contacts
from chalicelib.calls import Gateway, GatewayKind, Span
from chalicelib.calls.trunks import is_full
from chalicelib.contacts import Access, Contact, ContactState, EventType, NewContact
from tests.calls.scenario import Center

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
GATEWAY = Gateway("gw-1", "main", spans=(Span("1"), Span("2"), Span("3")))


def on(span: str | None, gateway: str | None = "gw-1", access: str = "pstn") -> Contact:
    return Contact(
        "CT1", "voice", "inbound", "+861", "400", access, ContactState.IVR, NOW, "CA1", "main", gateway, span
    )


@pytest.mark.covers("SUP-01")
def test_three_calls_on_ninety_channels_leave_eighty_seven() -> None:
    rows = calls.usage([GATEWAY], [on("1"), on("1"), on("3")])
    assert [(row.span, row.in_use, row.idle) for row in rows] == [("1", 2, 28), ("2", 0, 30), ("3", 1, 29)]
    assert sum(row.in_use for row in rows) == 3
    assert sum(row.idle for row in rows) == 87


@pytest.mark.covers("CH-04")
def test_the_thirty_first_call_on_a_span_is_overflow() -> None:
    full = [on("1")] * 30
    assert not is_full(GATEWAY, "1", full[:29])
    assert is_full(GATEWAY, "1", full)
    assert not is_full(GATEWAY, "2", full)
    row = calls.usage([GATEWAY], [*full, on("1")])[0]
    assert (row.in_use, row.idle, row.overflow) == (30, 0, 1)


def test_an_analog_line_carries_one_call() -> None:
    analog = Gateway("fxo", "main", GatewayKind.ANALOG, spans=(Span("line-1", 1),))
    assert is_full(analog, "line-1", [on("line-1", "fxo")])


def test_calls_that_no_gateway_carries_are_shown_by_their_way() -> None:
    (row,) = calls.usage([], [on(None, None, "ip")])
    assert (row.gateway, row.span, row.capacity, row.in_use) == ("ip", None, None, 1)


@pytest.mark.covers("CH-04")
def test_an_incoming_call_is_attributed_to_its_gateway_and_span(center: Center) -> None:
    for number in range(30):
        contact_id = f"CT{'e' * 8}{number:024x}"
        new = NewContact(contact_id, "+861", "400", f"CA{number:032x}", gateway="gw-1", span="2")
        contacts.start(new, datetime.now(UTC))
    headers = {"SipCallId": "x", "SipHeader_X-Gateway": "gw-1"}
    other = center.new_call(**headers, **{"SipHeader_X-E1-Span": "1"}).ring()
    call = center.new_call(**headers, **{"SipHeader_X-E1-Span": "2"}).ring()
    contact = call.contact()
    assert (contact.trunk, contact.gateway, contact.span) == ("main", "gw-1", "2")
    assert contact.is_overflow
    assert not other.contact().is_overflow
    started = next(e for e in call.events() if e.type is EventType.CONTACT_STARTED)
    assert started.data["overflow"] is True
    (span,) = [row for row in floor_trunks(center) if (row["gateway"], row["span"]) == ("gw-1", "2")]
    assert (span["in_use"], span["capacity"], span["overflow"]) == (30, 30, 1)
    call.hang_up()
    (span,) = [row for row in floor_trunks(center) if (row["gateway"], row["span"]) == ("gw-1", "2")]
    assert (span["in_use"], span["overflow"]) == (30, 0)


@pytest.mark.covers("CH-09")
def test_a_call_without_a_gateway_runs_the_same_flow_and_is_logged_as_ip(center: Center) -> None:
    over_gateway = center.new_call().ring()
    over_ip = center.new_call(SipCallId="x", SipDomain="center.sip").ring()
    assert [e.tag for e in over_ip.twiml.iter()] == [e.tag for e in over_gateway.twiml.iter()]
    assert over_ip.contact().access == Access.IP
    assert over_gateway.contact().access == Access.PSTN
    started = next(e for e in over_ip.events() if e.type is EventType.CONTACT_STARTED)
    assert started.data["access"] == "ip"


def floor_trunks(center: Center) -> list[dict[str, Any]]:
    trunks: list[dict[str, Any]] = center.api.as_("supervisor").get("/floor").json()["trunks"]
    return trunks
