"""The journey of one inbound call, step by step: caller, flow, queue, agent, ticket, recording, report."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cli.journey import caller as callers
from cli.journey import evidence
from cli.journey.agent import Agent
from cli.journey.browser import chromium
from cli.journey.caller import Caller
from cli.journey.center import Center
from cli.journey.clear import clear, go_home, rivals
from cli.journey.rtp_script import Keys, Line, Tone, Wait
from cli.journey.sound import AGENT_HZ, CALLER_HZ, Sound, seconds_of, write_tone
from cli.journey.story import JourneyFailed, Story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CALLER = "+8613800138000"
CUSTOMER = "王小明"
WAYBILL = "100200300400"
AGENT = "agent1"
REMARKS = "Parcel late, asks to be called back"


def script() -> list[Line]:
    """English, a waybill's status by keys, then an agent; a tone for the rest of the call."""
    keys: list[Line] = [Wait(2.5), Keys("2"), Wait(2.5), Keys("1"), Wait(2.5), Keys(f"{WAYBILL}#")]
    return [*keys, Wait(5), Keys("0"), Wait(3), Tone(CALLER_HZ, 75)]


def live_through(center: Center, story: Story) -> None:
    """The whole journey against a running center; raises JourneyFailed at the first step that fails."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory(prefix="trunkline-call-") as folder, sync_playwright() as playwright:
        voice = write_tone(Path(folder) / "agent.wav", AGENT_HZ, 10, 48000)
        with chromium(playwright, voice) as browser:
            live_with(browser, center, story, Path(folder))


def live_with(browser: "Browser", center: Center, story: Story, folder: Path) -> None:
    """The same with a browser that is open, whose microphone plays the agent's tone."""
    try:
        _live(center, story, browser, folder)
    except Exception as error:
        raise JourneyFailed(str(error)) from error


def _live(center: Center, story: Story, browser: "Browser", folder: Path) -> None:
    with story.step("Nobody is on the line and the agent is free"):
        clear(center, CALLER, AGENT)
        if others := rivals(center, AGENT, "consult"):
            raise AssertionError(f"the call may ring at {', '.join(others)} instead, who is ready, too")
    with story.step("An agent signs in and is ready, with a registered phone"):
        agent = Agent.sign_in(browser, center.web_url, AGENT, center.password_of(AGENT))
        agent.become_ready()
    with story.step("A caller rings in over SIP and presses keys") as check:
        check.detail = f"by {callers.which()}"
        caller = callers.ring(center.sip_uri, script(), folder, CALLER)
    try:
        _answer(story, agent)
        _talk(center, story, agent)
        with story.step("The agent files a ticket, which knows the caller"):
            agent.file_ticket("complaint", REMARKS, phone=CALLER)
        _hang_up(story, agent, caller)
        _file_away(center, story, agent)
    finally:
        caller.kill()
        _tidy(center)
    _look_back(center, story, browser)


def _tidy(center: Center) -> None:
    """Leave the desk as it was found. What fails here has failed before, and was told."""
    with suppress(OSError, AssertionError):
        clear(center, CALLER, AGENT)
        go_home(center, AGENT)


def _answer(story: Story, agent: Agent) -> None:
    with story.step("The call is offered with the customer's file on screen") as check:
        check.detail = " ".join(agent.wait_offer(45).split())[:120]
        agent.wait_pop(CUSTOMER)
        story.contact_id = agent.contact_id()
    with story.step("The agent accepts"):
        agent.accept()


def _talk(center: Center, story: Story, agent: Agent) -> None:
    with story.step("The agent hears the caller") as check:
        check.detail = _must_hear(agent.hear(CALLER_HZ), CALLER_HZ)
    with story.step("The caller hears the agent") as check:
        check.detail = _must_hear(center.carrier.hear(CALLER, AGENT_HZ), AGENT_HZ)
    with story.step("Hold puts music on the line, resume brings the caller back") as check:
        agent.hold(True)
        held = _until(lambda: center.carrier.heard_by(CALLER), lambda sound: sound.is_music)
        agent.hold(False)
        check.detail = f"{held}, then {_must_hear(agent.hear(CALLER_HZ), CALLER_HZ)}"
        _must_hear(center.carrier.hear(CALLER, AGENT_HZ), AGENT_HZ)
    with story.step("Mute silences the agent for the caller, and only then"):
        agent.mute(True)
        _until(lambda: center.carrier.heard_by(CALLER), lambda sound: sound.is_silent)
        agent.mute(False)
        _must_hear(center.carrier.hear(CALLER, AGENT_HZ), AGENT_HZ)


def _hang_up(story: Story, agent: Agent, caller: Caller) -> None:
    with story.step("The agent hangs up, the caller's line is free") as check:
        agent.part("call-end").click()
        agent.wait_state("agent-state", "wrap_up")
        caller.wait(30)
        if caller.heard:
            seconds = seconds_of(caller.heard, AGENT_HZ)
            check.detail = f"the caller's own recording has the agent for {seconds:.1f} s"
            if seconds < 1:
                raise AssertionError(check.detail)


def _file_away(center: Center, story: Story, agent: Agent) -> None:
    with story.step("Disposition filed, the agent is ready again"):
        agent.finish_wrap_up()
        agent.wait_state("agent-state", "ready")
    contact = f"/contacts/{story.contact_id}"
    api = center.api("supervisor")
    with story.step("The contact is in the log, ended, with its ticket and its path") as check:
        shown = api.get(contact)["contact"]
        if shown["state"] != "ended" or shown["leave_type"] != "served_by_agent":
            raise AssertionError(f"the contact is {shown['state']}, left as {shown['leave_type']}")
        tickets = api.get(f"/tickets?contact_id={story.contact_id}")["items"]
        if [one["remarks"] for one in tickets] != [REMARKS]:
            raise AssertionError(f"tickets of the contact: {tickets}")
        widgets = [step["widget"] for step in api.get(f"{contact}/path")["nodes"]]
        check.detail = " > ".join(widgets)[:160]
    with story.step("The recording is there and is sound") as check:
        check.detail = evidence.recording(api, str(story.contact_id))
    story.trace = api.get(f"{contact}/trace")["steps"]


def _look_back(center: Center, story: Story, browser: "Browser") -> None:
    with story.step("The recording plays in the browser"):
        page = Agent.sign_in(browser, center.web_url, "supervisor", center.password_of("supervisor"))
        page.go(f"contacts/{story.contact_id}")
        page.play_recording()
    with story.step("The day's report has the call, on file in XLSX and CSV") as check:
        check.detail = evidence.report(center.api("manager"), str(story.contact_id))


def _must_hear(sound: Sound, hz: float) -> str:
    if not sound.is_tone(hz):
        raise AssertionError(f"expected {hz:.0f} Hz, heard {sound}")
    return str(sound)


def _until(listen: Callable[[], Sound], is_wanted: Callable[[Sound], bool], seconds: float = 10) -> Sound:
    end = time.monotonic() + seconds
    sound = listen()
    while not is_wanted(sound):
        if time.monotonic() > end:
            raise AssertionError(f"the caller still hears {sound}")
        sound = listen()
    return sound
