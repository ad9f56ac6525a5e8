"""A telephone people really use: baresip calls, is called, and speaks."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.carrier.media import dominant_frequency, tone, write_wav
from sandbox.carrier.sip import SipLeg

MODULES = next((path for path in Path("/usr").glob("lib*/**/baresip/modules") if path.is_dir()), None)

CONFIG = """
sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
audio_source aufile,{folder}/says.wav
module_path {modules}
module g711.so
module aufile.so
module_tmp account.so
module_app menu.so
"""


@pytest.fixture
async def baresip(carrier: Any, tmp_path: Path) -> AsyncIterator[Any]:
    """A function that starts baresip as alice, who says 500 Hz and answers by herself."""
    program = shutil.which("baresip")
    if program is None or MODULES is None:
        pytest.skip("baresip is not installed (apt-get install baresip-core)")
    write_wav(tmp_path / "says.wav", tone(500, 60))
    config = CONFIG.format(port=carrier.free_port(), folder=tmp_path, modules=MODULES)
    (tmp_path / "config").write_text(config)
    account = (
        f"<sip:alice@127.0.0.1:{carrier.port}>;auth_user=alice;auth_pass=secret;answermode=auto;regint=60\n"
    )
    (tmp_path / "accounts").write_text(account)
    running: list[asyncio.subprocess.Process] = []

    async def start(*arguments: str) -> None:
        null = asyncio.subprocess.DEVNULL
        command = [program, "-f", str(tmp_path), *arguments]
        running.append(await asyncio.create_subprocess_exec(*command, stdin=null, stdout=null, stderr=null))

    yield start
    for process in running:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def test_baresip_calls_and_is_heard(carrier: Any, baresip: Any) -> None:
    said: list[float] = []
    done = asyncio.Event()

    async def answer(leg: SipLeg) -> None:
        await leg.ring()
        await leg.answer()
        leg.party.play(tone(900, 30))
        tap = leg.party.tap()
        await asyncio.sleep(2)
        said.append(dominant_frequency(tap.said[8000:]))
        await leg.hangup()
        done.set()

    carrier.on_invite = answer
    await baresip("-e", f"/dial sip:4008888888@127.0.0.1:{carrier.port}")
    await asyncio.wait_for(done.wait(), 15)
    assert said[0] == pytest.approx(500, abs=5)
    assert carrier.legs[0].from_user == "alice"


async def test_baresip_registers_and_is_called_by_name(carrier: Any, baresip: Any) -> None:
    await baresip()
    async with asyncio.timeout(10):
        while carrier.trunk.registered("alice") is None:
            await asyncio.sleep(0.05)
    leg = await carrier.trunk.dial("alice", "+8613800138000")
    assert await asyncio.wait_for(leg.wait_answered(), 10)
    tap = leg.party.tap()
    await asyncio.sleep(1.5)
    assert dominant_frequency(tap.said[6000:]) == pytest.approx(500, abs=5)
    await leg.hangup()
