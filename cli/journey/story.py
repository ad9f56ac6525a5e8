"""The journey of one inbound call, step by step: caller, flow, queue, agent, ticket, recording, report."""

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cli.journey import sipp
from cli.journey.agent import Agent
from cli.journey.browser import chromium
from cli.journey.center import Api, Center
from cli.journey.rtp_script import Keys, Line, Tone, Wait
from cli.journey.sound import AGENT_HZ, CALLER_HZ, FULL_SCALE, Sound, write_tone

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CALLER = "+8613800138000"
WAYBILL = "100200300400"
AGENT = "agent1"
REMARKS = "Parcel late, asks to be called back"


@dataclass
class Check:
    """One thing that had to happen, and how it went."""

    name: str
    seconds: float
    detail: str = ""
    is_ok: bool = True


@dataclass
class Story:
    """What happened, for whoever prints or tests it."""

    checks: list[Check] = field(default_factory=list)
    contact_id: str | None = None
    trace: list[dict[str, Any]] = field(default_factory=list)
    on_check: Callable[[Check], None] = lambda _check: None

    @property
    def is_ok(self) -> bool:
        """True when every check passed and the twelve steps are there, in order."""
        return all(check.is_ok for check in self.checks) and self.is_traced

    @property
    def is_traced(self) -> bool:
        """True when all twelve steps have a time and none is before the one it follows."""
        times = [step.get("at") for step in self.trace]
        return len(times) == 12 and None not in times and times == sorted(times, key=str)

    @contextmanager
    def step(self, name: str) -> Iterator[Check]:
        """Time a part of the journey; an exception fails it and ends the journey."""
        began = time.monotonic()
        check = Check(name, 0.0)
        try:
            yield check
        except Exception as error:
            check.is_ok = False
            check.detail = f"{type(error).__name__}: {str(error).strip()[:400]}"
            raise
        finally:
            check.seconds = time.monotonic() - began
            self.checks.append(check)
            self.on_check(check)


class JourneyFailed(Exception):
    """A step did not happen; the story tells which."""


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
            try:
                _live(center, story, browser, Path(folder))
            except Exception as error:
                raise JourneyFailed(str(error)) from error


def _live(center: Center, story: Story, browser: "Browser", folder: Path) -> None:
    with story.step("An agent signs in and is ready, with a registered phone"):
        agent = Agent.sign_in(browser, center.web_url, AGENT, center.password_of(AGENT))
        agent.become_ready()
    with story.step("A caller rings in over SIP and presses keys"):
        caller = sipp.ring(center.sip_uri, script(), folder, CALLER, gateway="gw-1", span="1")
    try:
        _serve(center, story, agent)
        caller.wait(30)
        _file_away(center, story, agent)
    finally:
        caller.kill()
    _look_back(center, story, browser)


def _serve(center: Center, story: Story, agent: Agent) -> None:
    with story.step("The call is offered with the customer's file on screen") as check:
        check.detail = " ".join(agent.wait_offer(45).split())[:120]
        agent.wait_pop("王小明")
        story.contact_id = agent.contact_id()
    with story.step("The agent accepts"):
        agent.accept()
    with story.step("The agent hears the caller") as check:
        check.detail = _must_hear(agent.hear(CALLER_HZ), CALLER_HZ)
    with story.step("The caller hears the agent") as check:
        check.detail = _must_hear(caller_ear(center, AGENT_HZ), AGENT_HZ)
    with story.step("Hold puts music on the line, resume brings the caller back") as check:
        agent.hold(True)
        held = caller_ear(center, AGENT_HZ, tries=2)
        if held.is_tone(AGENT_HZ):
            raise AssertionError(f"on hold, the caller still hears the agent ({held})")
        agent.hold(False)
        check.detail = _must_hear(agent.hear(CALLER_HZ), CALLER_HZ)
    with story.step("The agent files a ticket"):
        agent.file_ticket("complaint", REMARKS)
    with story.step("The agent hangs up"):
        agent.part("call-end").click()
        agent.wait_state("agent-state", "wrap_up")


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
        check.detail = _recording(api, str(story.contact_id))
    story.trace = api.get(f"{contact}/trace")["steps"]


def _look_back(center: Center, story: Story, browser: "Browser") -> None:
    with story.step("The recording plays in the browser"):
        page = Agent.sign_in(browser, center.web_url, "supervisor", center.password_of("supervisor"))
        page.go(f"contacts/{story.contact_id}")
        page.play_recording()
    with story.step("The day's report has the call, on file in XLSX and CSV") as check:
        check.detail = _report(center.api("manager"), str(story.contact_id))


def caller_ear(center: Center, hz: float, tries: int = 8) -> Sound:
    """What the carrier's meter says the SIP caller hears now."""
    sound = Sound(0, 0)
    for _ in range(tries):
        heard = [
            leg["heard"]
            for leg in _get(f"{center.carrier_url}/sandbox/calls")["legs"]
            if leg["kind"] == "sip"
        ]
        sound = Sound(heard[-1]["rms"] / FULL_SCALE, heard[-1]["hz"]) if heard else sound
        if sound.is_tone(hz):
            break
        time.sleep(0.7)
    return sound


def _must_hear(sound: Sound, hz: float) -> str:
    if not sound.is_tone(hz):
        raise AssertionError(f"expected {hz:.0f} Hz, heard {sound}")
    return str(sound)


def _recording(api: Api, contact_id: str) -> str:
    for _ in range(40):
        recordings = [
            one for one in api.get(f"/contacts/{contact_id}")["recordings"] if one["kind"] == "call"
        ]
        if recordings:
            link = api.get(f"/contacts/{contact_id}/recordings/{recordings[0]['recording_id']}")["url"]
            with urllib.request.urlopen(link, timeout=10) as answer:  # noqa: S310
                data = answer.read()
            if data[:4] != b"RIFF" or len(data) < 16_000:
                raise AssertionError(f"the recording is {len(data)} bytes and begins with {data[:4]!r}")
            return f"{recordings[0]['duration_seconds']:.0f} s, {len(data) // 1024} KiB"
        time.sleep(0.5)
    raise AssertionError("no recording of the call after 20 s")


def _report(api: Api, contact_id: str) -> str:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    asked = {"kind": "day", "from": str(today - timedelta(days=1)), "to": str(today), "language": "en"}
    run = api.post("/reports/runs", asked)
    for _ in range(60):
        run = api.get(f"/reports/runs/{run['run_id']}")
        if run["status"] in ("done", "failed"):
            break
        time.sleep(0.5)
    if run["status"] != "done":
        raise AssertionError(f"the report is {run['status']}: {run.get('error')}")
    calls = next(one for one in run["sections"] if one["id"] == "calls")["rows"]
    if contact_id not in [row["contact_id"] for row in calls]:
        raise AssertionError("the call is not in the report's call detail")
    sizes = []
    for kind, magic in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        link = api.get(f"/reports/runs/{run['run_id']}/download?format={kind}")["url"]
        with urllib.request.urlopen(link, timeout=10) as answer:  # noqa: S310
            data = answer.read()
        if not data.startswith(magic):
            raise AssertionError(f"the {kind} file begins with {data[:4]!r}")
        sizes.append(f"{kind} {len(data) // 1024 + 1} KiB")
    return ", ".join(sizes)


def _get(url: str) -> Any:
    import json

    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
        return json.loads(answer.read())
