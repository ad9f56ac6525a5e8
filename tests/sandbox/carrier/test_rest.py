"""The REST API, driven by the official Python client."""

from __future__ import annotations

import asyncio
import base64
import io
import wave
from collections.abc import Callable
from typing import Any, TypeVar

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.carrier.media import tone
from tests.sandbox.carrier.conftest import ACCOUNT, API_KEY, API_SECRET, NUMBER, TOKEN, Lab, until

T = TypeVar("T")


def client_of(lab: Lab, user: str = ACCOUNT, password: str = TOKEN) -> Client:
    client = Client(user, password, account_sid=ACCOUNT)
    client.api.base_url = lab.server.base_url
    return client


async def ask(work: Callable[[], T]) -> T:
    """The official client blocks, so it works in a thread."""
    return await asyncio.to_thread(work)


@pytest.fixture
def client(lab: Lab) -> Client:
    return client_of(lab)


async def test_a_call_is_made_answered_and_told_step_by_step(lab: Lab, client: Client) -> None:
    lab.app.on("/agent", "<Say>hello agent</Say>")
    lab.app.on("/other", '<Say>yes?</Say><Pause length="20"/>')
    made = await ask(lambda: client.calls.create(
        to="4009999999", from_="+8613800138000", url=lab.app.url("/agent"),
        status_callback=lab.app.url("/progress"),
        status_callback_event=["initiated", "ringing", "answered", "completed"], timeout=20,
    ))  # fmt: skip
    assert made.sid.startswith("CA")
    assert (made.status, made.direction) == ("queued", "outbound-api")
    await lab.app.form("/progress", 4)
    told = [(f["CallStatus"], f["SequenceNumber"]) for f in lab.app.forms("/progress")]
    assert told == [("initiated", "0"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3")]
    form = await lab.app.form("/agent")
    assert (form["CallSid"], form["CallStatus"], form["Direction"]) == (
        made.sid,
        "in-progress",
        "outbound-api",
    )
    ended = await ask(lambda: client.calls(made.sid).fetch())
    assert ended.status == "completed"
    assert ended.start_time is not None
    assert int(ended.duration or 0) >= 0


async def test_a_call_to_an_identity_that_is_not_connected_is_a_no_answer(lab: Lab, client: Client) -> None:
    made = await ask(lambda: client.calls.create(
        to="client:nobody?reservation_sid=WR1", from_=NUMBER, twiml="<Response><Say>x</Say></Response>",
        status_callback=lab.app.url("/progress"),
    ))  # fmt: skip
    assert made.to == "client:nobody"
    assert (await lab.app.form("/progress"))["CallStatus"] == "no-answer"


async def test_a_ringing_call_is_canceled_and_a_timeout_is_a_no_answer(lab: Lab, client: Client) -> None:
    def create(timeout: int) -> Any:
        return client.calls.create(
            to="+8613700000000",
            from_=NUMBER,
            twiml="<Response/>",
            timeout=timeout,
            status_callback=lab.app.url("/progress"),
        )

    ringing = await ask(lambda: create(600))
    await until(lambda: lab.exchange.calls[ringing.sid].status == "ringing")
    listed = await ask(lambda: client.calls.list(status="ringing"))
    assert [call.sid for call in listed] == [ringing.sid]
    await ask(lambda: client.calls(ringing.sid).update(status="canceled"))
    assert (await lab.app.form("/progress"))["CallStatus"] == "canceled"
    await ask(lambda: create(2))
    assert (await lab.app.form("/progress", 2))["CallStatus"] == "no-answer"


async def test_a_live_call_is_sent_elsewhere_by_url_by_twiml_and_ended(lab: Lab, client: Client) -> None:
    lab.app.on("/voice", '<Say>first</Say><Pause length="90"/>')
    lab.app.on("/second", '<Say>second</Say><Pause length="90"/>')
    _, call = await lab.call()
    await lab.said(call, "first")
    await ask(lambda: client.calls(call.sid).update(url=lab.app.url("/second")))
    await lab.said(call, "second")
    third = "<Response><Say>third</Say><Pause length='90'/></Response>"
    await ask(lambda: client.calls(call.sid).update(twiml=third))
    await lab.said(call, "third")
    await ask(lambda: client.calls(call.sid).update(status="completed"))
    assert (await lab.app.form("/status"))["CallStatus"] == "completed"
    with pytest.raises(TwilioRestException) as refused:
        await ask(lambda: client.calls(call.sid).update(status="completed"))
    assert refused.value.code == 21220


async def test_errors_have_the_carrier_s_codes(lab: Lab, client: Client) -> None:
    with pytest.raises(TwilioRestException) as missing:
        await ask(lambda: client.calls("CA" + "9" * 32).fetch())
    assert (missing.value.status, missing.value.code) == (404, 20404)
    with pytest.raises(TwilioRestException) as stranger:
        await ask(lambda: client_of(lab, ACCOUNT, "wrong").calls("CA1").fetch())
    assert (stranger.value.status, stranger.value.code) == (401, 20003)
    with pytest.raises(TwilioRestException) as no_url:
        await ask(lambda: client.calls.create(to="+861", from_="+862"))
    assert no_url.value.status == 400
    with pytest.raises(TwilioRestException) as bad_twiml:
        await ask(lambda: client.calls.create(to="+861", from_="+862", twiml="<Response><X/></Response>"))
    assert bad_twiml.value.code == 12200


async def test_an_api_key_signs_in_as_well(lab: Lab) -> None:
    assert await ask(lambda: client_of(lab, API_KEY, API_SECRET).calls.list()) == []


async def test_long_lists_come_in_pages(lab: Lab, client: Client) -> None:
    lab.app.on("/voice", "<Reject/>")
    for _ in range(5):
        _, call = await lab.call()
        await call.ended.wait()
    assert len(await ask(lambda: client.calls.list(page_size=2))) == 5


async def test_a_conference_is_found_held_muted_left_and_ended(lab: Lab, client: Client) -> None:
    lab.app.on("/voice", '<Dial><Conference participantLabel="caller">CT1</Conference></Dial>')
    lab.app.on("/other", "<Dial><Conference>CT1</Conference></Dial>")
    lab.app.on("/hold", "<Say>one moment please</Say>")
    _, caller = await lab.call()
    leg, agent = await lab.call(number="4009999999")
    await until(lambda: len(c.participants) == 2 if (c := lab.exchange.conferences.live("CT1")) else False)
    found = await ask(lambda: client.conferences.list(friendly_name="CT1", status="in-progress"))
    assert len(found) == 1
    conference = client.conferences(found[0].sid)
    held = await ask(
        lambda: conference.participants("caller").update(hold=True, hold_url=lab.app.url("/hold"))
    )
    assert (held.hold, held.call_sid, held.label) == (True, caller.sid, "caller")
    assert (await lab.app.form("/hold"))["CallSid"] == caller.sid
    conference_now: Any = lab.exchange.conferences.live("CT1")
    assert conference_now.participants[caller.sid].is_on_hold
    freed = await ask(lambda: conference.participants(caller.sid).update(hold=False, muted=True))
    assert (freed.hold, freed.muted) == (False, True)
    members = await ask(lambda: conference.participants.list())
    assert {member.call_sid for member in members} == {caller.sid, agent.sid}
    await ask(lambda: conference.participants(agent.sid).delete())
    await agent.ended.wait()
    ended = await ask(lambda: conference.update(status="completed"))
    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api")
    await caller.ended.wait()
    assert leg.state == "ended"


async def test_a_participant_is_called_into_a_conference(lab: Lab, client: Client) -> None:
    lab.app.on("/voice", "<Dial><Conference>CT2</Conference></Dial>")
    lab.app.on("/other", '<Say>hi</Say><Pause length="60"/>')
    leg, _ = await lab.call()
    await until(lambda: lab.exchange.conferences.live("CT2"))
    added = await ask(lambda: client.conferences("CT2").participants.create(
        from_=NUMBER, to="4009999999", label="expert", end_conference_on_exit=True, early_media=True,
        status_callback=lab.app.url("/progress"), status_callback_event=["answered"],
    ))  # fmt: skip
    conference: Any = lab.exchange.conferences.live("CT2")
    await until(lambda: added.call_sid in conference.participants)
    assert (await lab.app.form("/progress"))["CallSid"] == added.call_sid
    shown = await ask(lambda: client.conferences(conference.sid).participants("expert").fetch())
    assert (shown.end_conference_on_exit, shown.status) == (True, "connected")
    leg.hang_up_myself()


async def test_recordings_are_listed_downloaded_and_deleted(lab: Lab, client: Client) -> None:
    lab.app.on("/voice", '<Record action="/done" timeout="1"/>')
    leg, call = await lab.call()
    await until(lambda: any(line.kind == "record" for line in call.transcript))
    leg.port.say(tone(600, 2.0))
    form = await lab.app.form("/done")
    listed = await ask(lambda: client.calls(call.sid).recordings.list())
    assert [(r.sid, r.status, r.source) for r in listed] == [
        (form["RecordingSid"], "completed", "RecordVerb")
    ]
    for url in (form["RecordingUrl"], form["RecordingUrl"] + ".wav"):
        body = await _download(url)
        with wave.open(io.BytesIO(body), "rb") as file:
            assert (file.getframerate(), file.getnchannels()) == (8000, 1)
            assert file.getnframes() / 8000 == pytest.approx(2.2, abs=0.4)
    assert await ask(lambda: client.recordings(form["RecordingSid"]).delete())
    with pytest.raises(TwilioRestException):
        await ask(lambda: client.recordings(form["RecordingSid"]).fetch())


async def test_a_live_call_is_recorded_on_both_sides(lab: Lab, client: Client) -> None:
    lab.app.on("/voice", '<Say>recorded</Say><Pause length="60"/>')
    leg, call = await lab.call()
    await lab.said(call, "recorded")
    started = await ask(lambda: client.calls(call.sid).recordings.create(recording_channels="dual"))
    leg.port.say(tone(600, 1.0))
    await until(lambda: not leg.port.saying)
    stopped = await ask(lambda: client.calls(call.sid).recordings(started.sid).update(status="stopped"))
    assert stopped.status == "completed"
    body = await _download(f"{lab.exchange.resource_url('Recordings')}/{started.sid}.wav?RequestedChannels=2")
    with wave.open(io.BytesIO(body), "rb") as file:
        assert file.getnchannels() == 2
    leg.hang_up_myself()


async def test_a_queue_shows_who_waits_and_the_front_can_be_taken_out(lab: Lab, client: Client) -> None:
    lab.app.on("/voice", '<Enqueue waitUrl="/wait">consult</Enqueue>')
    lab.app.on("/wait", '<Pause length="60"/>')
    lab.app.on("/taken", "<Say>taken</Say>")
    _, call = await lab.call()
    await lab.app.form("/wait")
    queue = (await ask(lambda: client.queues.list()))[0]
    assert (queue.friendly_name, queue.current_size) == ("consult", 1)
    members = await ask(lambda: client.queues(queue.sid).members.list())
    assert [(m.call_sid, m.position) for m in members] == [(call.sid, 1)]
    taken = await ask(lambda: client.queues(queue.sid).members("Front").update(url=lab.app.url("/taken")))
    assert taken.call_sid == call.sid
    await lab.said(call, "taken")


async def test_a_number_is_pointed_somewhere_else(lab: Lab, client: Client) -> None:
    numbers = await ask(lambda: client.incoming_phone_numbers.list(phone_number=NUMBER))
    await ask(lambda: client.incoming_phone_numbers(numbers[0].sid).update(voice_url=lab.app.url("/moved")))
    lab.app.on("/moved", "<Say>moved</Say>")
    _, call = await lab.call()
    await lab.said(call, "moved")


async def test_the_debugging_page_tells_what_a_live_party_says_and_hears(lab: Lab) -> None:
    lab.app.on("/voice", '<Say>hello</Say><Pause length="120"/>')
    leg, call = await lab.call()
    await lab.said(call, "hello")
    leg.port.say(tone(600, 60.0))
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{lab.server.base_url}/sandbox/calls") as response:
            shown = (await response.json())["legs"][0]
        async with http.get(f"{lab.server.base_url}/healthz") as response:
            assert (await response.json())["status"] == "ok"
        async with http.get(f"{lab.server.base_url}/sandbox/notifications") as response:
            assert (await response.json()) == {"notifications": []}
    assert shown["call_sid"] == call.sid
    assert shown["said"]["hz"] == pytest.approx(600, abs=3)
    assert shown["said"]["rms"] > 1000


async def _download(url: str) -> bytes:
    header = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Basic {header}"}) as http,
        http.get(url) as got,
    ):
        assert got.status == 200
        assert got.content_type == "audio/x-wav"
        return await got.read()
