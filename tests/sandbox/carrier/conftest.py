"""A carrier in this process, a caller made of memory, and an application that answers from a script."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from aiohttp import web

from sandbox.carrier.account import Account
from sandbox.carrier.call import Call
from sandbox.carrier.clock import Clock
from sandbox.carrier.config import parse_config
from sandbox.carrier.inbound import receive
from sandbox.carrier.leg import Direction, HangupCause, Leg, LegState
from sandbox.carrier.media import AudioPort, Engine, Frame, Party, Pcm, tone, write_wav
from sandbox.carrier.server import CarrierServer, ServerOptions

ACCOUNT = "AC" + "1" * 32
TOKEN = "sandbox-auth-token"
API_KEY, API_SECRET = "SK" + "2" * 32, "sandbox-api-secret-of-decent-length"
NUMBER = "4008888888"
SPEED = 20.0
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
MICROPHONE_HZ = 700


class MemoryPort(AudioPort):
    """Says what a test wants, hears what the carrier plays."""

    def __init__(self) -> None:
        self.saying: list[Frame] = []
        self.heard: list[Frame] = []

    def say(self, pcm: Pcm) -> None:
        self.saying += [pcm[at : at + 160] for at in range(0, len(pcm) - 159, 160)]

    def pull(self) -> Frame | None:
        return self.saying.pop(0) if self.saying else None

    def deliver(self, frame: Frame) -> None:
        self.heard.append(frame)

    def heard_pcm(self) -> Pcm:
        return np.concatenate(self.heard) if self.heard else np.zeros(0, np.int16)


class MemoryLeg(Leg):
    """A caller in memory."""

    def __init__(self, engine: Engine, from_user: str, to_user: str, headers: dict[str, str]) -> None:
        super().__init__(
            direction=Direction.INBOUND,
            from_user=from_user,
            to_user=to_user,
            remote="10.1.2.3",
            headers=headers,
            sip_call_id="abc@10.1.2.3",
        )
        self.port = MemoryPort()
        self._engine, self._party = engine, Party(self.port, from_user)
        self.was_ringing = False
        self.pressed_at_me = ""

    @property
    def party(self) -> Party:
        return self._party

    async def ring(self) -> None:
        self.was_ringing = True
        self._now_ringing()

    async def answer(self) -> None:
        self._engine.add(self._party)
        self._now_answered()

    async def reject(self, code: int = 603, reason: str = "") -> None:
        self._now_ended(HangupCause.WE_HUNG_UP, code)

    async def hangup(self) -> None:
        self._engine.remove(self._party)
        self._now_ended(HangupCause.WE_HUNG_UP)

    async def send_digits(self, digits: str) -> None:
        self.pressed_at_me += digits

    def press(self, digits: str) -> None:
        for digit in digits:
            self.on_digit(digit)

    def hang_up_myself(self) -> None:
        was_answered = self.state is LegState.ANSWERED
        self._engine.remove(self._party)
        self._now_ended(HangupCause.THEY_HUNG_UP if was_answered else HangupCause.CANCELED)


class Application:
    """Answers webhooks from a script: path -> TwiML, or a function of the form. Keeps what came."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.raw: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        self.base = ""

    def url(self, path: str) -> str:
        return self.base + path

    def on(self, path: str, twiml: Any) -> None:
        self.answers[path] = twiml

    def forms(self, path: str) -> list[dict[str, str]]:
        return [form for at, form in self.requests if at == path]

    async def form(self, path: str, count: int = 1) -> dict[str, str]:
        """The count-th form that came to a path; waits for it."""
        await until(lambda: len(self.forms(path)) >= count, f"{count} x {path}")
        return self.forms(path)[count - 1]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = {k: str(v) for k, v in (await request.post()).items()}
        self.requests.append((request.path, form))
        self.raw.append((request.method, self.base + request.raw_path, form, dict(request.headers)))
        answer = self.answers.get(request.path)
        if callable(answer):
            answer = answer(request, form)
        if isinstance(answer, web.StreamResponse):
            return answer
        if answer is None:
            return web.Response(status=204)
        return web.Response(text=f"<Response>{answer}</Response>", content_type="text/xml")


async def until(true: Callable[[], Any], what: str = "", seconds: float = 8.0) -> Any:
    """Wait until something is so."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not (value := true()):
        assert asyncio.get_running_loop().time() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(0.005)
    return value


class Lab:
    """A running carrier with an application behind it."""

    def __init__(self, server: CarrierServer, application: Application) -> None:
        self.server, self.app = server, application
        self.exchange = server.exchange

    async def call(
        self,
        *,
        number: str = NUMBER,
        from_user: str = "+8613800138000",
        headers: dict[str, str] | None = None,
    ) -> tuple[MemoryLeg, Call]:
        """Somebody calls a number."""
        leg = MemoryLeg(self.exchange.engine, from_user, number, headers or {})
        call = await receive(self.exchange, leg)
        assert call is not None
        return leg, call

    async def said(self, call: Call, text: str) -> None:
        """Wait until a text was said on a call."""
        await until(lambda: any(text in line.text for line in call.transcript), f"the words {text!r}")

    def notices(self) -> list[int]:
        return [entry.code for entry in self.exchange.notifications]


class FastEngine:
    """Ticks the real engine faster than real time, in step with the fast clock."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        started, ticks = loop.time(), 0
        while True:
            await asyncio.sleep(0.002)
            due = int((loop.time() - started) * SPEED / 0.02)
            while ticks < due:
                self.engine.tick()
                ticks += 1


async def quick_voice(text: str, _language: str | None, _voice: str | None) -> Pcm:
    """A voice that takes a tenth of a second per word."""
    return tone(500, 0.1 * max(1, len(text.split())))


async def serve(application: Application) -> web.AppRunner:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", application.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    application.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return runner


def configuration(base: str) -> dict[str, Any]:
    return {
        "numbers": {
            NUMBER: {
                "voice_url": f"{base}/voice",
                "voice_fallback_url": f"{base}/fallback",
                "status_callback": f"{base}/status",
            },
            "4009999999": {"voice_url": f"{base}/other"},
        },
        "applications": {"AP" + "3" * 32: {"voice_url": f"{base}/app"}},
        "api_keys": {API_KEY: API_SECRET},
        "trunks": [{"gateway": "gw-test", "span": 2}],
        "pstn": {"+8613900000001": "sip:nobody@127.0.0.1:9"},
    }


@asynccontextmanager
async def opened(folder: Path, **options: Any) -> AsyncIterator[Lab]:
    """A carrier and the application that it asks."""
    application = Application()
    runner = await serve(application)
    server = CarrierServer(
        Account(ACCOUNT, TOKEN, {API_KEY: API_SECRET}),
        parse_config(configuration(application.base)),
        ServerOptions(http_port=0, sip_port=None, state_dir=folder),
        speak=quick_voice,
        **options,
    )
    await server.start()
    yield Lab(server, application)
    await server.stop()
    await runner.cleanup()


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    """A carrier whose clock and sound run twenty times as fast as real ones."""
    async with opened(tmp_path, clock=Clock(SPEED)) as one:
        await one.exchange.engine.stop()
        ticking = FastEngine(one.exchange.engine)
        yield one
    ticking.task.cancel()


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Lab]:
    """A carrier in real time, for browsers."""
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture(scope="session")
def chromium_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Chromium for all browser tests, with a microphone that hums one note. The URL to attach to."""
    if not CHROMIUM:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    folder = tmp_path_factory.mktemp("chromium")
    write_wav(folder / "hum.wav", tone(MICROPHONE_HZ, 30.0))
    command = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio",
        f"--user-data-dir={folder / 'profile'}", "--remote-debugging-port=0",
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={folder / 'hum.wav'}",
        "--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection", "about:blank",
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"DevTools listening on ws://([\d.:]+)/", line)
        if found:
            yield f"http://{found[1]}"
            break
    else:
        pytest.skip("Chromium did not start")
    process.terminate()
    process.wait(10)


@pytest.fixture
async def browser(chromium_url: str) -> AsyncIterator[Any]:
    """A fresh browser profile."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.connect_over_cdp(chromium_url)
        context = await chromium.new_context()
        yield context
        await context.close()
