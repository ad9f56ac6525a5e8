"""Presence in a real browser: who cannot be reached is offered nothing after seconds, and told so later."""

import pytest

from cli.journey.agent import Agent
from cli.journey.rtp_script import Keys, Tone, Wait
from cli.journey.sound import CALLER_HZ

CALLER = "+8613900000081"
ASKS_FOR_AGENT = [Wait(2), Keys("0"), Wait(1), Tone(CALLER_HZ, 120)]
FIRST = "李娜"
# A closed desk has 6 s to come back, a lost phone 8, a silent network 12; the rest is for a busy machine.
GONE_SECONDS = 25

# Lets a test cut one of the page's sockets, and keep it cut.
SCISSORS = """
(() => {
  const Native = window.WebSocket, open = [];
  window.cutOff = '';
  window.cut = (part) => {
    window.cutOff = part;
    open.filter((one) => one.at.includes(part)).forEach((one) => one.close());
  };
  window.WebSocket = class extends Native {
    constructor(url, protocols) {
      super(window.cutOff && String(url).includes(window.cutOff) ? 'ws://127.0.0.1:1/' : url, protocols);
      this.at = String(url);
      open.push(this);
    }
  };
})();
"""


@pytest.fixture
def floor(stage, eventually):
    """Waits until the supervisor's floor shows an agent so."""
    supervisor = stage.center.api("supervisor")

    def state_of(name):
        agents = supervisor.get("/floor")["agents"]
        return next(one["state"] for one in agents if one["name"] == name)

    def shows(name, state, seconds=GONE_SECONDS):
        eventually(lambda: state_of(name) == state, seconds, f"{name} is not {state}")

    yield shows
    stage.clear()


def ready(stage, username="agent1"):
    """An agent at a desk, ready."""
    one = stage.person(username)
    one.become_ready()
    return one


def is_told_and_comes_back(agent):
    """The desk says what happened, and one press makes the agent ready."""
    agent.part("lapsed").wait_for(timeout=20_000)
    agent.part("lapsed-ready").click()
    agent.wait_state("agent-state", "ready", seconds=30)
    agent.part("lapsed").wait_for(state="detached")


def test_a_closed_tab_ends_the_readiness_and_the_agent_is_told_when_back(stage, floor):
    ready(stage).page.close(run_before_unload=False)
    floor(FIRST, "offline")
    is_told_and_comes_back(stage.person("agent1"))


def test_a_lost_network_moves_the_offer_on_and_the_agent_is_told_when_back(stage, floor):
    first = ready(stage)
    stage.ring(CALLER, ASKS_FOR_AGENT)
    first.wait_offer()
    second = ready(stage, "agent2")
    first.page.context.set_offline(True)
    second.wait_offer(GONE_SECONDS)
    first.page.get_by_text("no calls reach you").wait_for(timeout=20_000)
    first.page.context.set_offline(False)
    second.accept()
    assert second.hear(CALLER_HZ).is_tone(CALLER_HZ)
    floor(FIRST, "offline")
    is_told_and_comes_back(first)


def test_without_a_registered_phone_nobody_is_ready_though_the_desk_is_open(stage, floor):
    agent = stage.person("agent1")
    agent.page.context.add_init_script(SCISSORS)
    agent.page.reload()
    agent.become_ready()
    agent.page.evaluate("cut('/signal')")
    floor(FIRST, "offline")
    agent.part("phone-fault").wait_for(timeout=20_000)
    refused = stage.center.api("agent1").post
    with pytest.raises(Exception, match="409"):
        refused("/desk/activity", {"activity": "ready", "reason": None})
    agent.page.evaluate("window.cutOff = ''")
    is_told_and_comes_back(agent)
    agent.wait_state("phone-status", "ready")


def test_a_page_loaded_again_and_a_second_tab_keep_the_agent_ready(stage, floor):
    first = stage.person("agent1")
    other = first.page.context.new_page()
    other.goto(stage.center.web_url)
    second = Agent(other, stage.center.web_url)
    # The phone is in the first tab, and registers there.
    second.become_ready()
    first.page.reload()
    first.wait_state("phone-status", "ready", seconds=30)
    first.page.close()
    stage.people["agent1"] = second
    stage.ring(CALLER, ASKS_FOR_AGENT)
    second.wait_offer()
    assert stage.center.api("agent1").get("/desk/me")["worker"]["state"] == "ringing"
    second.accept()


def test_signing_out_leaves_the_line_at_once_but_not_with_a_call(stage, floor):
    agent = ready(stage)
    stage.ring(CALLER, ASKS_FOR_AGENT)
    agent.wait_offer()
    agent.accept()
    sign_out(agent)
    agent.page.get_by_text("You are in a call").wait_for()
    agent.part("call-end").click()
    agent.wait_state("agent-state", "wrap_up")
    agent.finish_wrap_up()
    agent.wait_state("agent-state", "ready")
    sign_out(agent)
    agent.part("sign-in-submit").wait_for()
    floor(FIRST, "offline", seconds=3)
    stage.people.pop("agent1").page.context.close()


def sign_out(agent):
    """By the menu."""
    agent.part("user-menu").click()
    agent.part("sign-out").click()
