"""The offer on an agent's screens, with everything that these show first, in one message."""

import json
from typing import Any

import pytest

from chalicelib import desk, people
from chalicelib.aws import sockets
from chalicelib.calls import screen
from chalicelib.contacts import EventType
from chalicelib.web import Identity
from tests.calls.scenario import Center, clock, worker_sid


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the agent's screen is told; the gateway itself is API Gateway's."""
    told: list[dict[str, Any]] = []

    def post(_connection_id: str, data: bytes) -> bool:
        told.append(json.loads(data))
        return True

    monkeypatch.setattr(sockets, "_post", post)
    return told


@pytest.fixture
def agent(center: Center) -> None:
    """A ready agent whose desk is open."""
    role = next(each for each in people.DEFAULT_ROLES if each.name == "agent")
    identity = Identity("US1", "agent1", "Agent", "agent", role.permissions, worker_sid(1))
    desk.connected(identity, "c1", clock())
    center.ready(1)


@pytest.mark.covers("DESK-16")
@pytest.mark.usefixtures("agent")
def test_the_pop_comes_with_the_offer_and_is_what_a_reload_shows(
    center: Center, said: list[dict[str, Any]]
) -> None:
    center.new_call().queue().hang_up()
    call = center.new_call().queue()
    leg = call.offers()[-1]
    said.clear()
    leg.status("ringing")
    (offer,) = [each for each in said if each["type"] == "offer"]
    shown = center.agent(1).get(f"/desk/pop/{call.contact_id}").json()
    pushed = offer["pop"]
    assert {**pushed, "waited_seconds": 0} == {**shown, "waited_seconds": 0}
    assert len(pushed["earlier"]) == 1
    assert call.types().count(EventType.POP_PUSHED) == 1
    assert offer["since"] <= offer["expires_at"]


@pytest.mark.usefixtures("agent")
def test_a_pop_too_big_for_a_message_is_left_to_be_asked_for(
    center: Center, said: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "_MOST_BYTES", 500)
    call = center.new_call().queue()
    call.offers()[0].status("ringing")
    (offer,) = [each for each in said if each["type"] == "offer"]
    assert "pop" not in offer
    assert offer["contact_id"] == call.contact_id


@pytest.mark.usefixtures("agent")
def test_an_offer_comes_even_when_its_pop_cannot_be_made(
    center: Center, said: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib import waybills

    def broken(_: str) -> list[object]:
        raise RuntimeError("no waybills today")

    monkeypatch.setattr(waybills, "of_phone", broken)
    call = center.new_call().queue()
    call.offers()[0].status("ringing")
    (offer,) = [each for each in said if each["type"] == "offer"]
    assert "pop" not in offer


@pytest.mark.usefixtures("agent")
def test_an_agent_who_is_offered_a_call_hears_of_it_once_and_of_its_end(
    center: Center, said: list[dict[str, Any]]
) -> None:
    call = center.new_call().queue()
    desk.publish_events(call.events(), clock())
    assert said == [], "the phone does not ring yet"
    call.offers()[0].status("ringing")
    assert [each["type"] for each in said] == ["offer"]
    said.clear()
    call.offers()[0].ring_out()
    desk.publish_events([e for e in call.events() if e.type is EventType.RESERVATION_TIMEOUT], clock())
    states = [each["worker"]["state"] for each in said if each["type"] == "agent"]
    assert states == [center.worker(1).state.value]


@pytest.mark.usefixtures("agent")
def test_news_of_a_contact_carries_its_latest_events_as_a_reload_shows_them(
    center: Center, said: list[dict[str, Any]]
) -> None:
    call = center.new_call().queue()
    call.talk()
    said.clear()
    desk.publish_events([e for e in call.events() if e.type is EventType.TALK_STARTED], clock())
    (contact,) = [each["contact"] for each in said if each["type"] == "contact"]
    keys = [event.key for event in call.events()]
    assert [one["key"] for one in contact["timeline"]] == keys[-12:]
    assert len(keys) > 12
    assert contact["timeline"] == center.agent(1).get("/desk/me").json()["contact"]["timeline"]
