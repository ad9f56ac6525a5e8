"""The real Voice SDK in a real browser against the carrier."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Page
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from sandbox.carrier.call import Call
from sandbox.carrier.media import dominant_frequency, tone, tone_level
from tests.sandbox.carrier.conftest import ACCOUNT, API_KEY, API_SECRET, MICROPHONE_HZ, Lab, MemoryLeg, until

ROOT = Path(__file__).resolve().parents[3]
SDK = Path(os.environ.get("VOICE_SDK", ROOT / "frontend/node_modules/@twilio/voice-sdk/dist/twilio.min.js"))

pytestmark = [
    pytest.mark.skipif(not SDK.exists(), reason="needs @twilio/voice-sdk (npm ci in frontend/)"),
    pytest.mark.timeout(60),
]

PAGE = """<!doctype html><title>agent</title>
<script src="{carrier}/voice-shim.js"></script><script src="/sdk.js"></script>
<script>
'use strict';
window.seen = [];
const raw = {{ audio: {{ echoCancellation: false, noiseSuppression: false, autoGainControl: false }} }};
function note(name, value) {{ seen.push([name, value === undefined ? null : value]); }}
function watch(call) {{
  window.call = call;
  for (const name of ['accept', 'disconnect', 'cancel', 'reject', 'ringing', 'reconnecting', 'reconnected'])
    call.on(name, () => note('call.' + name));
  call.on('error', (error) => note('call.error', error.code));
}}
async function start(token) {{
  window.device = new Twilio.Device(token, {{ logLevel: 'silent' }});
  for (const name of ['registered', 'unregistered']) device.on(name, () => note(name));
  device.on('error', (error) => note('error', error.code));
  device.on('incoming', (call) => {{
    watch(call);
    note('incoming', {{ from: call.parameters.From, sid: call.parameters.CallSid,
                       custom: Object.fromEntries(call.customParameters) }});
  }});
  try {{ await device.register(); }} catch (error) {{ note('refused', error.code); }}
}}
function accept() {{ call.accept({{ rtcConstraints: raw }}); }}
async function dial(params) {{ watch(await device.connect({{ params, rtcConstraints: raw }})); }}
async function hears() {{
  const context = new AudioContext(); await context.resume();
  const analyser = context.createAnalyser(); analyser.fftSize = 8192; analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(call.getRemoteStream()).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  let best = 0, loudest = -Infinity;
  for (let i = 0; i < 8; i++) {{
    await new Promise((done) => setTimeout(done, 180));
    analyser.getFloatFrequencyData(bins);
    bins.forEach((level, bin) => {{ if (bin > 2 && level > loudest) {{ loudest = level; best = bin; }} }});
  }}
  await context.close();
  return {{ hz: best * context.sampleRate / analyser.fftSize, level: loudest }};
}}
</script>"""


def token_of(identity: str, *, secret: str = API_SECRET, ttl: int = 600, may_receive: bool = True) -> str:
    token = AccessToken(ACCOUNT, API_KEY, secret, identity=identity, ttl=ttl)
    token.add_grant(VoiceGrant(incoming_allow=may_receive, outgoing_application_sid="AP" + "3" * 32))
    return str(token.to_jwt())


async def open_page(live: Lab, browser: BrowserContext) -> Page:
    """The agent's page, with the SDK as it is shipped."""
    html = PAGE.format(carrier=live.server.base_url)
    live.app.on("/agent", lambda *_: web.Response(text=html, content_type="text/html"))
    live.app.on("/sdk.js", lambda *_: web.FileResponse(SDK))
    page = await browser.new_page()
    await page.goto(live.app.url("/agent"))
    return page


async def agent_page(live: Lab, browser: BrowserContext, identity: str = "agent1") -> Page:
    page = await open_page(live, browser)
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if "127.0.0.1" not in r.url else None)
    await page.evaluate("token => start(token)", token_of(identity))
    await saw(page, "registered")
    assert not [url for url in outside if not url.startswith(("data:", "blob:"))]
    return page


async def saw(page: Page, name: str, seconds: float = 10) -> Any:
    """Wait until the page saw an event; what came with it."""
    await page.wait_for_function("name => seen.some((s) => s[0] === name)", arg=name, timeout=seconds * 1000)
    return await page.evaluate("name => seen.find((s) => s[0] === name)[1]", name)


async def events(page: Page) -> list[str]:
    return [name for name, _ in await page.evaluate("seen")]


def talk_to_client(live: Lab, attributes: str = "", client: str = "agent1") -> None:
    leg = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'
    live.app.on("/voice", f'<Dial action="/dialled" {attributes}><Client {leg}>{client}</Client></Dial>')


async def connected(live: Lab, browser: BrowserContext) -> tuple[Page, MemoryLeg, Call, Call]:
    """A caller and an agent who talk: page, caller's leg, caller's call, agent's call."""
    talk_to_client(live)
    page = await agent_page(live, browser)
    leg, call = await live.call()
    await saw(page, "incoming")
    await page.evaluate("accept()")
    child = next(c for c in live.exchange.calls.values() if c.parent_sid == call.sid)
    await until(lambda: leg.party.room is not None, "the bridge")
    return page, leg, call, child


async def both_hear(page: Page, leg: MemoryLeg) -> None:
    leg.port.say(tone(950, 3.0))
    heard = await page.evaluate("hears()")
    assert heard["hz"] == pytest.approx(950, abs=15)
    pcm = leg.port.heard_pcm()[-8000:]
    assert dominant_frequency(pcm) == pytest.approx(MICROPHONE_HZ, abs=10)
    assert tone_level(pcm, MICROPHONE_HZ) > 50


async def test_a_caller_reaches_the_browser_and_both_hear_each_other(
    live: Lab, browser: BrowserContext
) -> None:
    talk_to_client(live, client="agent1?contact_id=CT42&amp;note=a%20b%26c")
    page = await agent_page(live, browser)
    leg, call = await live.call()
    incoming = await saw(page, "incoming")
    child = next(c for c in live.exchange.calls.values() if c.parent_sid == call.sid)
    assert incoming["from"] == "+8613800138000"
    assert incoming["sid"] == child.sid
    assert incoming["custom"] == {"contact_id": "CT42", "note": "a b&c"}
    await page.evaluate("accept()")
    await saw(page, "call.accept")
    await until(lambda: leg.party.room is not None)
    await both_hear(page, leg)
    leg.hang_up_myself()
    await saw(page, "call.disconnect")
    told = [(await live.app.form("/leg", n))["CallStatus"] for n in range(1, 5)]
    assert told == ["initiated", "ringing", "in-progress", "completed"]
    assert (await live.app.form("/dialled"))["DialCallStatus"] == "completed"


async def test_the_agent_hangs_up_and_the_caller_goes_on(live: Lab, browser: BrowserContext) -> None:
    live.app.on("/dialled", "<Say>goodbye</Say>")
    page, _, call, child = await connected(live, browser)
    await page.evaluate("call.disconnect()")
    await live.said(call, "goodbye")
    assert child.status == "completed"
    assert (await live.app.form("/dialled"))["DialCallSid"] == child.sid


async def test_nobody_answering_in_time_cancels_the_ringing_browser(
    live: Lab, browser: BrowserContext
) -> None:
    talk_to_client(live, 'timeout="2"')
    page = await agent_page(live, browser)
    started = time.monotonic()
    await live.call()
    await saw(page, "incoming")
    assert time.monotonic() - started < 1.5, "the SDK waits for nothing outside"
    await saw(page, "call.cancel")
    assert (await live.app.form("/dialled"))["DialCallStatus"] == "no-answer"


async def test_declining_is_busy(live: Lab, browser: BrowserContext) -> None:
    talk_to_client(live)
    page = await agent_page(live, browser)
    await live.call()
    await saw(page, "incoming")
    await page.evaluate("call.reject()")
    assert (await live.app.form("/dialled"))["DialCallStatus"] == "busy"


async def test_every_tab_rings_and_the_first_to_answer_silences_the_others(
    live: Lab, browser: BrowserContext
) -> None:
    talk_to_client(live)
    first, second = await agent_page(live, browser), await agent_page(live, browser)
    leg, _ = await live.call()
    await saw(first, "incoming")
    await saw(second, "incoming")
    await second.evaluate("accept()")
    await saw(first, "call.cancel")
    await until(lambda: leg.party.room is not None)
    assert "call.cancel" not in await events(second)
    leg.hang_up_myself()
    await saw(second, "call.disconnect")


async def test_bad_tokens_are_told_apart_and_never_register(live: Lab, browser: BrowserContext) -> None:
    for token, code in ((token_of("a", secret="x" * 40), 31204), (token_of("a", ttl=-60), 31205)):
        page = await open_page(live, browser)
        await page.evaluate("token => { start(token); }", token)
        assert await saw(page, "error") in (code, 20101 if code == 31204 else 20104)
        assert "registered" not in await events(page)
        await page.close()
    assert live.exchange.devices is not None
    assert live.exchange.devices.registered("a") == []


async def test_a_browser_calls_its_application_and_presses_keys(live: Lab, browser: BrowserContext) -> None:
    live.app.on("/app", '<Gather action="/keys" numDigits="3"><Say>press three keys</Say></Gather>')
    live.app.on("/keys", '<Say>thanks</Say><Pause length="1"/>')
    page = await agent_page(live, browser)
    await page.evaluate("dial({ To: '+8613900000000', reason: 'call back' })")
    await saw(page, "call.accept")
    form = live.app.forms("/app")[0]
    assert (form["From"], form["To"], form["reason"]) == ("client:agent1", "+8613900000000", "call back")
    await page.evaluate("call.sendDigits('12#')")
    assert (await live.app.form("/keys"))["Digits"] == "12"
    await saw(page, "call.disconnect")


async def test_a_call_survives_a_lost_socket_and_a_new_token(live: Lab, browser: BrowserContext) -> None:
    page, leg, call, child = await connected(live, browser)
    await page.evaluate("token => device.updateToken(token)", token_of("agent1"))
    await _lose_sockets(live)
    await saw(page, "call.reconnected", seconds=15)
    await both_hear(page, leg)
    assert not child.is_over
    assert len(live.exchange.calls) == 2
    leg.hang_up_myself()
    await saw(page, "call.disconnect")
    await call.ended.wait()


async def _lose_sockets(live: Lab) -> None:
    devices: Any = live.exchange.devices
    for socket in list(devices._sockets):
        with contextlib.suppress(AttributeError):
            socket._socket._req.transport.abort()
