"""A caller asks to be called back and is, when an agent is free; an agent picks up what rings at another."""

import pytest

from cli.journey.rtp_script import Keys, Tone, Wait
from cli.journey.sound import CALLER_HZ

# A line of our own, so that the call back is answered: by the menu, which speaks.
CUSTOMER, RINGING = "+8613900000051", "+8613900000052"


@pytest.fixture
def customers_line(stage):
    """The customer's number answers."""
    admin = stage.center.api("admin")
    like = next(one for one in admin.get("/numbers")["items"] if one["number"] == "4008888888")
    admin.put("/numbers", {"items": [{**like, "number": CUSTOMER, "label": "A customer"}]})
    stage.center.carrier.take_number(CUSTOMER, like="4008888888")


def callback_of(stage):
    """What has become of the customer's wish."""
    found = stage.center.api("supervisor").get("/callbacks?all=true")["items"]
    return next((one for one in found if one["number"] == CUSTOMER), None)


@pytest.mark.covers("ACD-19")
def test_who_asks_for_a_callback_is_rung_when_an_agent_is_free(stage, customers_line, eventually):
    script = [Wait(2), Keys("0"), Wait(14), Keys("2"), Wait(10), Keys("1"), Wait(20)]
    stage.ring(CUSTOMER, script, hangs_up_after=70)
    waiting = eventually(lambda: callback_of(stage), 60, "nobody is to be called back")
    assert (waiting["status"], waiting["attempt"]) == ("waiting", 1)
    agent = stage.person("agent1")
    agent.part("activity-menu").click()
    agent.part("activity-ready").click()
    agent.wait_offer(40)
    agent.part("offer-callback").wait_for(timeout=10_000)
    agent.accept()
    eventually(lambda: callback_of(stage)["status"] == "talking", 20, "the customer did not answer")
    eventually(lambda: not agent.heard().is_silent, 20, "the agent does not hear the customer")
    agent.part("call-end").click()
    agent.wait_state("agent-state", "wrap_up")
    agent.finish_wrap_up()
    done = eventually(lambda: (one := callback_of(stage))["status"] == "done" and one, 20)
    assert (done["attempt"], done["result"]) == (1, "connected")
    contact = stage.center.api("supervisor").get(f"/contacts/{done['contact_id']}")
    kinds = [event["type"] for event in contact["timeline"]]
    assert kinds.count("callback.dialled") == 1
    assert contact["contact"]["direction"] == "outbound"


@pytest.mark.covers("ACD-30")
def test_an_agent_picks_up_a_call_that_rings_at_a_colleague(stage, eventually):
    first, second = stage.person("agent1"), stage.person("agent2")
    first.become_ready()
    second.become_ready()
    stage.ring(RINGING, [Wait(2), Keys("0"), Wait(2), Tone(CALLER_HZ, 60)])
    eventually(lambda: first.part("offer-card").count() or second.part("offer-card").count(), 30)
    rung, other = (first, second) if first.part("offer-card").count() else (second, first)
    other.part("waiting-box").locator("summary").click()
    other.page.wait_for_selector('[data-testid="waiting-call"][data-ringing="true"]', timeout=15_000)
    other.part("pick-up").click()
    other.wait_state("phone-status", "talking", seconds=20)
    assert other.hear(CALLER_HZ).is_tone(CALLER_HZ)
    rung.part("offer-card").wait_for(state="detached", timeout=10_000)
    rung.wait_state("agent-state", "ready")
    timeline = stage.center.api("supervisor").get(f"/contacts/{other.contact_id()}")["timeline"]
    assert "call.picked_up" in [event["type"] for event in timeline]
    other.part("call-end").click()
    other.wait_state("agent-state", "wrap_up")
    other.finish_wrap_up()
