"""A customer calls from the page "Call us" in a browser, as through a gateway, and talks to an agent."""

from dataclasses import dataclass

import pytest

from cli.journey.browser import EAR, LISTEN
from cli.journey.sound import AGENT_HZ, Sound

CUSTOMER = "+8613900000031"


@dataclass
class Phone:
    """The page, its keyboard and its ear."""

    page: object

    def state(self, name, seconds=20):
        self.page.wait_for_selector(f'body[data-state="{name}"]', timeout=seconds * 1000)

    def heard(self):
        sound = self.page.evaluate(LISTEN)
        return Sound(sound["rms"], sound["hz"])


@pytest.fixture
def phone(stage):
    """The page is open, with a microphone."""
    context = stage.browser.new_context(permissions=["microphone"], locale="en-GB")
    context.add_init_script(EAR)
    page = context.new_page()
    page.goto(f"{stage.center.carrier_url}/phone")
    page.fill("#to", "4008888888")
    page.fill("#from", CUSTOMER)
    yield Phone(page)
    context.close()


def test_a_customer_calls_from_the_web_page_and_talks_to_an_agent(stage, phone, eventually):
    agent = stage.person("agent1")
    agent.become_ready()
    phone.page.click("#call")
    phone.state("talking")
    eventually(lambda: not phone.heard().is_silent, 10, "the greeting is not heard")
    phone.page.locator("body").press("0")
    agent.wait_offer(30)
    agent.accept()
    contact_id = agent.contact_id()

    # Both browsers say the same tone, so each direction is proven by silencing the other end.
    assert agent.hear(AGENT_HZ).is_tone(AGENT_HZ)
    eventually(lambda: phone.heard().is_tone(AGENT_HZ))
    agent.mute(True)
    eventually(lambda: phone.heard().is_silent)
    assert agent.hear(AGENT_HZ).is_tone(AGENT_HZ)
    agent.mute(False)
    phone.page.click("#mute")
    eventually(lambda: agent.heard().is_silent)
    eventually(lambda: phone.heard().is_tone(AGENT_HZ))

    phone.page.click("#hangup")
    phone.state("ended")
    agent.wait_state("agent-state", "wrap_up")
    agent.finish_wrap_up()
    agent.wait_state("agent-state", "ready")
    shown = stage.center.api("supervisor").get(f"/contacts/{contact_id}")["contact"]
    assert (shown["from_number"], shown["leave_type"]) == (CUSTOMER, "served_by_agent")
    assert (shown["access"], shown["state"]) == ("pstn", "ended")
