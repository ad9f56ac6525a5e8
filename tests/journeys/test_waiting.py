"""Nobody is ready: callers wait, hear their place and music, leave a message, or give up."""

from dataclasses import dataclass

import pytest

from cli.journey import evidence
from cli.journey.rtp_script import Keys, Tone, Wait
from cli.journey.sound import CALLER_HZ, seconds_of

PATIENT, IMPATIENT = "+8613900000021", "+8613900000022"


@dataclass
class Seen:
    """What the floor said while they waited, and the abandonments it knew before."""

    waiting: int
    abandoned_before: int
    reported_before: int


@pytest.fixture(scope="module")
def seen(stage, eventually):
    """One leaves a message, the other gives up."""
    supervisor = stage.person("supervisor")
    supervisor.go("floor")
    supervisor.page.wait_for_selector('[data-queue="consult"][data-waiting="0"]')
    seen = Seen(0, consult(stage)["abandoned_today"], reported_abandoned(stage))
    message = [Wait(2), Keys("0"), Wait(14), Keys("1"), Wait(3), Tone(CALLER_HZ, 9)]
    first = stage.ring(PATIENT, message, hangs_up_after=30)
    eventually(lambda: "queue" in kinds(stage, PATIENT), 20)
    second = stage.ring(IMPATIENT, [Wait(2), Keys("0"), Wait(20)], hangs_up_after=15)
    supervisor.page.wait_for_selector('[data-queue="consult"][data-waiting="2"]', timeout=15_000)
    seen.waiting = consult(stage)["waiting"]
    eventually(lambda: stage.center.carrier.heard_by(PATIENT).is_music, 20)
    second.wait(40)
    first.wait(60)
    supervisor.page.wait_for_selector('[data-queue="consult"][data-waiting="0"]', timeout=15_000)
    return seen


def consult(stage):
    """The floor's line of the queue."""
    queues = stage.center.api("supervisor").get("/floor")["queues"]
    return next(one for one in queues if one["name"] == "consult")


def reported_abandoned(stage):
    """How many gave up in the queue by the day's report, made now."""
    run = evidence.day_report(stage.center.api("manager"))
    return next(row["abandoned"] for row in evidence.rows(run, "queues") if row["queue"] == "Consultation")


def kinds(stage, caller):
    """What has happened to the caller so far."""
    return [kind for kind, _ in stage.center.carrier.transcript(caller)]


def contact_of(stage, caller):
    """The contact of a caller of this test."""
    return stage.center.api("supervisor").get(f"/contacts?phone=%2B{caller[1:]}")["items"][0]


@pytest.mark.covers("CH-10")
def test_a_waiting_caller_hears_their_place_and_music(stage, seen):
    said = {
        caller: [text for kind, text in stage.center.carrier.transcript(caller) if kind == "say"]
        for caller in (PATIENT, IMPATIENT)
    }
    assert any("您是下一位" in text and "如需留言，请按1" in text for text in said[PATIENT])
    assert any("您前面还有1位" in text for text in said[IMPATIENT])
    assert "play" in kinds(stage, PATIENT)


@pytest.mark.covers("SUP-03")
def test_the_floor_counts_who_waits_and_who_gives_up(stage, seen):
    assert seen.waiting == 2
    assert consult(stage)["waiting"] == 0
    assert consult(stage)["abandoned_today"] == seen.abandoned_before + 1


@pytest.mark.covers("IVR-11")
def test_a_caller_leaves_a_message_that_the_supervisor_plays(stage, seen, eventually, tmp_path):
    api = stage.center.api("supervisor")

    def left():
        return [one for one in api.get("/voicemails")["items"] if one["from_number"] == PATIENT]

    message = eventually(left, 20)[0]
    assert (message["queue"], message["status"]) == ("consult", "new")
    where = f"/contacts/{message['contact_id']}/recordings/{message['recording_id']}"
    sound = tmp_path / "message.wav"
    sound.write_bytes(evidence.fetch(api.get(where)["url"]))
    assert seconds_of(sound, CALLER_HZ) > 4
    supervisor = stage.people["supervisor"]
    supervisor.go("voicemails")
    supervisor.part("voicemail").first.wait_for(timeout=20_000)
    supervisor.play_recording()
    eventually(lambda: left()[0]["status"] == "heard")
    supervisor.part("voicemail-done").first.click()
    eventually(lambda: not left())
    assert contact_of(stage, PATIENT)["leave_type"] == "self_served"


@pytest.mark.covers("RPT-10")
def test_who_gives_up_is_abandoned_in_the_log_and_in_the_report(stage, seen):
    contact = contact_of(stage, IMPATIENT)
    assert (contact["state"], contact["leave_type"]) == ("ended", "abandoned")
    assert reported_abandoned(stage) == seen.reported_before + 1 == consult(stage)["abandoned_today"]
