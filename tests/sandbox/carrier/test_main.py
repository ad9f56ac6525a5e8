"""The carrier as a process of its own, called over real SIP."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from cli.center.ports import free_port
from sandbox.carrier.leg import HangupCause, LegState
from sandbox.carrier.media import Engine, rms, tone
from sandbox.carrier.sip import SipLeg, SipTrunk, TrunkOptions
from tests.sandbox.carrier.conftest import (
    ACCOUNT,
    NUMBER,
    TOKEN,
    Application,
    configuration,
    serve,
    until,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Process:
    """The running process, its application, and a SIP phone beside it."""

    app: Application
    base_url: str
    sip_port: int
    phone: SipTrunk
    process: asyncio.subprocess.Process


@pytest.fixture
async def carrier(tmp_path: Path) -> AsyncIterator[Process]:
    """``python -m sandbox.carrier`` with the flags that `trunkline up` gives it."""
    application = Application()
    runner = await serve(application)
    sip_port, phone_port = free_port(), free_port()
    told = configuration(application.base) | {"pstn": {"+8613900000001": f"sip:bob@127.0.0.1:{phone_port}"}}
    numbers = tmp_path / "numbers.json"
    numbers.write_text(json.dumps(told))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.carrier", "--http-port", "0", "--sip-port", str(sip_port),
        "--rtp-ports", "23000-23099", "--account-sid", ACCOUNT, "--auth-token", TOKEN,
        "--state-dir", str(tmp_path / "state"), "--numbers", str(numbers), "--log-level", "warning",
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    ready = re.search(r"ready on (\S+)", (await process.stdout.readline()).decode())
    assert ready is not None
    engine = Engine()
    await engine.start()
    phone = SipTrunk(engine, TrunkOptions(rtp_ports=range(23100, 23200)))
    await phone.start("127.0.0.1", phone_port, pick_up)
    yield Process(application, ready[1], sip_port, phone, process)
    await phone.stop()
    await engine.stop()
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 15) == 0, "a clean end on SIGTERM"
    await runner.cleanup()


async def pick_up(leg: SipLeg) -> None:
    """The phone answers at once and hums."""
    await leg.ring()
    await leg.answer()
    leg.party.play(tone(850, 60.0))


async def call(carrier: Process, number: str = NUMBER) -> SipLeg:
    headers = {"X-Gateway": "gw-1", "X-E1-Span": "2"}
    return await carrier.phone.dial(f"sip:{number}@127.0.0.1:{carrier.sip_port}", "+8613800138000", headers)


async def test_a_sip_call_is_answered_presses_keys_hears_speech_and_hangs_up(carrier: Process) -> None:
    carrier.app.on(
        "/voice", '<Gather action="/got" numDigits="4"><Say language="zh-CN">请输入运单号</Say></Gather>'
    )
    carrier.app.on("/got", '<Say loop="9">thank you very much</Say>')
    leg = await call(carrier)
    assert await leg.wait_answered()
    form = await carrier.app.form("/voice")
    assert (form["From"], form["To"]) == ("+8613800138000", NUMBER)
    assert (form["SipHeader_X-Gateway"], form["SipHeader_X-E1-Span"]) == ("gw-1", "2")
    assert form["SipCallId"] == leg.sip_call_id
    assert form["SipSourceIp"] == "127.0.0.1"
    tap = leg.party.tap()
    await leg.send_digits("1234")
    assert (await carrier.app.form("/got"))["Digits"] == "1234"
    await until(lambda: rms(tap.said[-4000:]) > 500, "speech in the phone's ear")
    async with aiohttp.ClientSession() as http, http.get(f"{carrier.base_url}/sandbox/calls") as response:
        shown = (await response.json())["legs"]
    assert [one["kind"] for one in shown] == ["sip"]
    await leg.hangup()
    told = await carrier.app.form("/status")
    assert (told["CallStatus"], told["CallSid"]) == ("completed", form["CallSid"])


async def test_the_carrier_hangs_up_rejects_and_knows_its_numbers(carrier: Process) -> None:
    carrier.app.on("/voice", "<Say>bye</Say><Hangup/>")
    carrier.app.on("/other", '<Reject reason="busy"/>')
    leg = await call(carrier)
    assert await leg.wait_ended() is HangupCause.THEY_HUNG_UP
    busy = await call(carrier, "4009999999")
    assert not await busy.wait_answered()
    assert busy.status_code == 486
    unknown = await call(carrier, "123")
    assert not await unknown.wait_answered()
    assert unknown.status_code == 404


async def test_a_caller_is_put_through_to_a_listed_sip_phone(carrier: Process) -> None:
    carrier.app.on("/voice", '<Dial action="/dialled" answerOnBridge="true">+8613900000001</Dial>')
    leg = await call(carrier)
    tap = leg.party.tap()
    await until(lambda: rms(tap.said[-4000:]) > 1000, "the other phone's humming")
    assert leg.state is LegState.ANSWERED
    await leg.hangup()
    assert (await carrier.app.form("/dialled"))["DialCallStatus"] == "completed"
