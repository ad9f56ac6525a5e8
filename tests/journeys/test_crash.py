"""Processes are killed outright while one caller waits and another talks: nothing is lost, nobody stuck."""

import os
import signal
from urllib.error import HTTPError, URLError

import pytest

from cli.journey.center import Center
from cli.journey.rtp_script import Keys, Tone, Wait
from cli.journey.sound import CALLER_HZ

TALKS, WAITS = "+8613900000061", "+8613900000062"
ASKS_FOR_AGENT = [Wait(2), Keys("0"), Wait(1), Tone(CALLER_HZ, 200)]
# Contacts are compared with the carrier once a minute, when they are 20 s old.
RECONCILED_SECONDS = 100


def contact_of(center, caller):
    """The caller's contact as the log has it."""
    return contacts_of(center, caller)[0]


def contacts_of(center, caller):
    """The caller's contacts, newest first."""
    return center.api("supervisor").get(f"/contacts?phone=%2B{caller[1:]}")["items"]


def worker(center):
    """The agent as routing has them."""
    return center.api("agent1").get("/desk/me")["worker"]


def bring_one_to_talk_and_one_to_wait(stage, eventually):
    """The agent talks to the first; the second is in the queue."""
    stage.clear()
    agent = stage.person("agent1")
    agent.become_ready()
    stage.ring(TALKS, ASKS_FOR_AGENT)
    agent.wait_offer(30)
    agent.accept()
    assert agent.hear(CALLER_HZ).is_tone(CALLER_HZ)
    stage.ring(WAITS, ASKS_FOR_AGENT)
    eventually(lambda: waiting(stage.center) == "queued", 20)
    return agent


def waiting(center):
    """The state of the one who waits; None while there is no such contact."""
    found = contacts_of(center, WAITS)
    return found[0]["state"] if found else None


def is_over(center, caller):
    """Whether the caller's contact has ended."""
    return contact_of(center, caller)["state"] == "ended"


def finish(agent):
    """The agent hangs up and wraps up."""
    agent.part("call-end").click(timeout=15_000)
    agent.wait_state("agent-state", "wrap_up")
    agent.finish_wrap_up()


def answers(ask):
    """What the API says; None while it cannot be reached."""
    try:
        return ask()
    except (HTTPError, URLError, ConnectionError):
        return None


def test_after_the_app_is_killed_the_talk_goes_on_and_the_waiting_caller_is_served(stage, eventually):
    center = stage.center
    agent = bring_one_to_talk_and_one_to_wait(stage, eventually)
    app = Center.read(center.ready_file).pids["app"]
    os.kill(app, signal.SIGKILL)
    eventually(lambda: Center.read(center.ready_file).pids["app"] not in (0, app), 30)
    eventually(lambda: answers(lambda: waiting(center)), 40)
    assert contact_of(center, TALKS)["state"] == "talking"
    assert contact_of(center, WAITS)["state"] in ("queued", "ended")
    assert agent.hear(CALLER_HZ).is_tone(CALLER_HZ)

    finish(agent)
    # Whether the carrier kept the one who waits depends on how long the app was away; if so they are served.
    eventually(lambda: agent.part("offer-card").is_visible() or is_over(center, WAITS), RECONCILED_SECONDS)
    is_kept = not is_over(center, WAITS)
    if is_kept:
        agent.accept()
        assert agent.hear(CALLER_HZ).is_tone(CALLER_HZ)
        finish(agent)
    agent.wait_state("agent-state", "ready")
    for caller in (TALKS, WAITS):
        # After the talk the flow says goodbye.
        eventually(lambda of=caller: is_over(center, of), 20)
    assert contact_of(center, TALKS)["leave_type"] == "served_by_agent"
    assert contact_of(center, WAITS)["leave_type"] == ("served_by_agent" if is_kept else "abandoned")
    assert worker(center)["state"] == "ready"


def test_after_everything_is_killed_a_second_start_has_the_data_and_nobody_is_stuck(house, stage, eventually):
    if house.folder is None:
        pytest.skip("the center of TRUNKLINE_READY_FILE is not ours to kill")
    bring_one_to_talk_and_one_to_wait(stage, eventually)
    filed = {"kind": "complaint", "remarks": "before the crash"}
    ticket = stage.center.api("agent1").post("/tickets", filed)
    house.kill()
    stage.leave()

    again = stage.center = house.start()
    kept = again.api("supervisor").get(f"/tickets/{ticket['ticket_id']}")
    assert kept["remarks"] == "before the crash"
    assert [contact_of(again, caller)["from_number"] for caller in (TALKS, WAITS)] == [TALKS, WAITS]

    def all_over():
        return {contact_of(again, caller)["state"] for caller in (TALKS, WAITS)} <= {"ended", "wrap_up"}

    eventually(all_over, RECONCILED_SECONDS, "a contact that the carrier lost is still live")
    assert contact_of(again, TALKS)["leave_type"] == "served_by_agent"
    assert contact_of(again, WAITS)["leave_type"] == "abandoned"
    eventually(lambda: worker(again)["state"] not in ("ringing", "on_contact"), 40)
    agent = stage.person("agent1")
    if worker(again)["state"] == "wrap_up":
        agent.finish_wrap_up()
    agent.become_ready()
    assert worker(again)["state"] == "ready"
