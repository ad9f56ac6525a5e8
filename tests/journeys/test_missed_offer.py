"""An agent does not answer (RONA): the offer passes on and is counted; the floor shows it as it happens."""

from dataclasses import dataclass, field

import pytest

from cli.journey import evidence
from cli.journey.rtp_script import Keys, Tone, Wait
from cli.journey.sound import CALLER_HZ

CALLER = "+8613900000011"
FIRST, SECOND = "李娜", "张伟"


@dataclass
class Seen:
    """What the people of the journey saw."""

    contact_id: str = ""
    told: str = ""
    floor: list[str] = field(default_factory=list)
    rona_before: int = 0


@pytest.fixture(scope="module")
def seen(stage):
    """Two are ready; the one who is idle for longest lets it ring."""
    seen = Seen(rona_before=rona_of(stage, "consult"))
    supervisor = stage.person("supervisor")
    supervisor.go("floor")
    supervisor.part("floor-tiles").wait_for()
    supervisor.page.evaluate("window.isStillTheSamePage = true")

    def shows(selector: str, words: str, seconds: float = 15) -> None:
        supervisor.page.wait_for_selector(selector, timeout=seconds * 1000)
        seen.floor.append(words)

    def agent(name: str, state: str) -> str:
        return f'[data-testid="floor-agent"][data-name="{name}"][data-state="{state}"]'

    first, second = stage.person("agent1"), stage.person("agent2")
    first.become_ready()
    second.become_ready()
    shows(agent(FIRST, "ready"), "first ready")
    stage.ring(CALLER, [Wait(2), Keys("0"), Wait(2), Tone(CALLER_HZ, 60)])
    shows('[data-gateway="gw-1"][data-in-use="1"]', "a channel in use")
    first.wait_offer(20)
    shows(agent(FIRST, "ringing"), "first rings")
    second.wait_offer(30)
    shows(agent(FIRST, "busy"), "first busy")
    shows(agent(SECOND, "ringing"), "second rings")
    first.part("offer-lost").wait_for(timeout=5_000)
    seen.told = first.part("offer-lost").inner_text()
    first.wait_state("agent-state", "busy")
    second.accept()
    seen.contact_id = second.contact_id()
    assert second.hear(CALLER_HZ).is_tone(CALLER_HZ)
    shows(agent(SECOND, "on_contact"), "second talks")
    second.part("call-end").click()
    shows(agent(SECOND, "wrap_up"), "second wraps up")
    second.finish_wrap_up()
    shows(agent(SECOND, "ready"), "second ready")
    shows('[data-gateway="gw-1"][data-in-use="0"]', "the channel is free")
    assert supervisor.page.evaluate("window.isStillTheSamePage")
    return seen


def rona_of(stage, queue):
    """The floor's count of the day."""
    queues = stage.center.api("supervisor").get("/floor")["queues"]
    return next(one["rona_today"] for one in queues if one["name"] == queue)


@pytest.mark.covers("ACD-17")
def test_an_offer_nobody_answers_passes_to_the_next_agent_and_is_counted(stage, seen):
    timeline = stage.center.api("supervisor").get(f"/contacts/{seen.contact_id}")["timeline"]
    workers = {}
    for event in timeline:
        workers.setdefault(event["type"], []).append(event["worker_sid"])
    (first,), (second,) = workers["reservation.timeout"], workers["reservation.accepted"]
    assert first != second
    assert workers["reservation.created"] == [first, second]
    assert rona_of(stage, "consult") == seen.rona_before + 1


@pytest.mark.covers("ACD-17")
def test_who_missed_the_call_is_not_ready_and_told_why(stage, seen):
    assert stage.center.api("agent1").get("/desk/me")["worker"]["activity"] == "busy"
    assert "Busy" in seen.told


@pytest.mark.covers("RPT-14")
def test_the_report_counts_the_missed_offer_for_its_queue_and_agent(stage, seen):
    run = evidence.day_report(stage.center.api("manager"))
    of_queue = {row["queue"]: row["rona"] for row in evidence.rows(run, "queues")}
    of_agent = {row["agent"]: row["rona"] for row in evidence.rows(run, "agents")}
    assert of_queue["Consultation"] == seen.rona_before + 1
    assert of_agent[FIRST] >= 1
    assert of_agent.get(SECOND, 0) == 0


@pytest.mark.covers("SUP-01", "SUP-04")
def test_the_floor_follows_the_call_without_a_reload(seen):
    assert seen.floor == [
        "first ready", "a channel in use", "first rings", "first busy", "second rings",
        "second talks", "second wraps up", "second ready", "the channel is free",
    ]  # fmt: skip
