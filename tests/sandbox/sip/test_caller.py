"""The scripted caller."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.caller import BadScript, call, parse_script
from sandbox.caller.script import Hangup, Press, Record, Say, Stay, Tone, Wait
from sandbox.carrier.leg import HangupCause
from sandbox.carrier.media import dominant_frequency, read_wav, tone
from sandbox.carrier.sip import SipLeg


def test_a_script_is_read_step_by_step() -> None:
    text = "wait 3; press 1; say 你好; tone 1000 20; record out.wav\nstay; hangup;"
    assert parse_script(text) == [
        Wait(3.0),
        Press("1"),
        Say("你好"),
        Tone(1000.0, 20.0),
        Record(Path("out.wav")),
        Stay(600.0),
        Hangup(),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dance",
        "wait",
        "wait long",
        "wait -1",
        "press",
        "press 1x",
        "tone 1000",
        "say",
        "hangup now",
        "wait nan",
    ],
)
def test_a_bad_step_is_named(text: str) -> None:
    with pytest.raises(BadScript, match=text.split()[0]):
        parse_script(f"wait 1; {text}")


async def test_the_caller_presses_speaks_listens_and_records(carrier: Any, tmp_path: Path) -> None:
    keys: list[str] = []
    said: list[float] = []

    async def answer(leg: SipLeg) -> None:
        leg.on_digit = keys.append
        await leg.answer()
        leg.party.play(tone(1300, 20))
        tap = leg.party.tap()
        await asyncio.sleep(2.2)
        said.append(dominant_frequency(tap.said[-4000:]))

    carrier.on_invite = answer
    wav = tmp_path / "heard.wav"
    script = parse_script(f"record {wav}; press 12#; tone 700 5; wait 1; listen 0.6; wait 0.5; hangup")
    outcome = await call(f"sip:400@127.0.0.1:{carrier.port}", "+86138", script, headers={"X-Gateway": "gw-1"})
    assert outcome.is_answered
    assert outcome.is_script_done
    assert outcome.cause is HangupCause.WE_HUNG_UP
    assert "".join(keys) == "12#"
    assert carrier.legs[0].headers == {"X-Gateway": "gw-1"}
    assert outcome.listened[0]["hz"] == pytest.approx(1300, abs=10)
    assert dominant_frequency(read_wav(wav)[4000:]) == pytest.approx(1300, abs=10)
    assert said[0] == pytest.approx(700, abs=10)


async def test_being_hung_up_on_ends_the_script(carrier: Any) -> None:
    async def answer(leg: SipLeg) -> None:
        await leg.answer()
        await asyncio.sleep(0.3)
        await leg.hangup()

    carrier.on_invite = answer
    address = f"sip:400@127.0.0.1:{carrier.port}"
    cut = await call(address, "+86138", parse_script("wait 30; hangup"))
    stayed = await call(address, "+86138", parse_script("stay 30"))
    assert (cut.is_script_done, cut.cause) == (False, HangupCause.THEY_HUNG_UP)
    assert (stayed.is_script_done, stayed.cause) == (True, HangupCause.THEY_HUNG_UP)


async def test_a_call_that_is_refused_or_not_answered_is_told(carrier: Any) -> None:
    async def refuse(leg: SipLeg) -> None:
        await leg.reject(486)

    address = f"sip:400@127.0.0.1:{carrier.port}"
    carrier.on_invite = carrier.only_ring
    unanswered = await call(address, "+86138", [], ring_seconds=0.3)
    carrier.on_invite = refuse
    refused = await call(address, "+86138", [])
    assert (unanswered.is_answered, unanswered.cause) == (False, HangupCause.CANCELED)
    assert (refused.is_answered, refused.status_code) == (False, 486)


async def test_the_command_prints_the_outcome_and_exits_by_it(carrier: Any) -> None:
    command = [sys.executable, "-m", "sandbox.caller", "--to", f"sip:400@127.0.0.1:{carrier.port}"]
    done = await asyncio.to_thread(
        subprocess.run, [*command, "--script", "wait 0.2; hangup"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["is_answered"] is True


def test_the_command_explains_a_bad_script() -> None:
    command = [sys.executable, "-m", "sandbox.caller", "--to", "sip:1@127.0.0.1", "--script", "dance"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "dance" in done.stderr
