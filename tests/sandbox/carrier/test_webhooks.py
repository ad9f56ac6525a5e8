"""Requests that the carrier makes: signed, retried, in order, with a fallback."""

from __future__ import annotations

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator

from sandbox.carrier.webhooks.connection import read_policy
from tests.sandbox.carrier.conftest import ACCOUNT, NUMBER, TOKEN, Lab, until


async def test_every_webhook_is_signed_as_the_official_validator_wants_it(lab: Lab) -> None:
    lab.app.on("/voice", '<Gather action="/menu?c=1&amp;n=ü" numDigits="1"><Say>pick</Say></Gather>')
    lab.app.on("/menu", "<Hangup/>")
    leg, call = await lab.call()
    await lab.said(call, "pick")
    leg.press("7")
    await call.ended.wait()
    await lab.app.form("/status")
    assert len(lab.app.raw) == 3
    for method, url, form, headers in lab.app.raw:
        assert method == "POST"
        assert RequestValidator(TOKEN).validate(url, form, headers["X-Twilio-Signature"]), url


async def test_a_get_webhook_carries_its_fields_in_the_query_and_is_signed(lab: Lab) -> None:
    lab.app.on("/voice", '<Redirect method="GET">/next?a=1</Redirect>')
    lab.app.on("/next", "<Hangup/>")
    _, call = await lab.call()
    await call.ended.wait()
    method, url, form, headers = lab.app.raw[1]
    assert (method, form) == ("GET", {})
    assert f"CallSid={call.sid}" in url
    assert RequestValidator(TOKEN).validate(url, {}, headers["X-Twilio-Signature"])


async def test_the_first_webhook_says_who_calls_whom_and_through_which_gateway(lab: Lab) -> None:
    lab.app.on("/voice", "<Hangup/>")
    _, call = await lab.call(headers={"X-Gateway": "gw-7", "X-E1-Span": "3", "Allow": "INVITE"})
    form = await lab.app.form("/voice")
    assert form["CallSid"] == call.sid
    assert form["AccountSid"] == ACCOUNT
    assert (form["From"], form["To"]) == ("+8613800138000", NUMBER)
    assert (form["CallStatus"], form["Direction"]) == ("ringing", "inbound")
    assert form["SipHeader_X-Gateway"] == "gw-7"
    assert form["SipHeader_X-E1-Span"] == "3"
    assert (form["SipCallId"], form["SipSourceIp"]) == ("abc@10.1.2.3", "10.1.2.3")
    assert "SipHeader_Allow" not in form


async def test_a_retry_carries_the_idempotency_token_and_the_first_try_does_not(lab: Lab) -> None:
    answers = [web.Response(status=503), web.Response(text="<Response/>", content_type="text/xml")]
    lab.app.on("/voice", "<Redirect>/flaky#rc=2&amp;rp=5xx</Redirect>")
    lab.app.on("/flaky", lambda *_: answers.pop(0))
    _, call = await lab.call()
    await call.ended.wait()
    tries = [headers for _, url, _, headers in lab.app.raw if url.endswith("/flaky")]
    assert ["I-Twilio-Idempotency-Token" in headers for headers in tries] == [False, True]


async def test_without_an_override_a_server_error_is_not_tried_again_but_falls_back(lab: Lab) -> None:
    lab.app.on("/voice", lambda *_: web.Response(status=500))
    lab.app.on("/fallback", "<Say>sorry</Say>")
    _, call = await lab.call()
    form = await lab.app.form("/fallback")
    assert form["ErrorCode"] == "11200"
    assert form["ErrorUrl"] == lab.app.url("/voice")
    await call.ended.wait()
    assert len(lab.app.forms("/voice")) == 1
    assert 11200 in lab.notices()
    assert call.status == "completed"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("<Response><Nonsense/></Response>", 12200),
        ("<Response><Say>unclosed</Response>", 12100),
        ("<html/>", 12100),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Response><Say>&a;</Say></Response>', 12100),
    ],
)
async def test_a_document_that_is_not_twiml_is_a_logged_error_and_the_caller_hears_an_apology(
    lab: Lab, answer: str, code: int
) -> None:
    lab.app.on("/other", lambda *_: web.Response(text=answer, content_type="text/xml"))
    _, call = await lab.call(number="4009999999")
    await call.ended.wait()
    assert lab.notices() == [code]
    await lab.said(call, "an application error has occurred")
    assert call.status == "completed"


async def test_a_caller_who_hangs_up_during_a_prompt_causes_no_further_request(lab: Lab) -> None:
    lab.app.on("/voice", "<Say>a long sentence to be cut off</Say><Redirect>/next</Redirect>")
    lab.app.on("/next", "<Hangup/>")
    leg, call = await lab.call()
    await lab.said(call, "a long sentence")
    leg.hang_up_myself()
    await call.ended.wait()
    await lab.app.form("/status")
    assert [path for path, _ in lab.app.requests] == ["/voice", "/status"]


async def test_an_application_that_is_down_is_a_connection_failure(lab: Lab) -> None:
    lab.app.on("/voice", "<Redirect>http://127.0.0.1:9/gone</Redirect>")
    lab.app.on("/fallback", "<Reject/>")
    _, call = await lab.call()
    assert (await lab.app.form("/fallback"))["ErrorCode"] == "11205"
    await call.ended.wait()


async def test_cookies_live_as_long_as_the_call(lab: Lab) -> None:
    def set_cookie(*_: object) -> web.Response:
        response = web.Response(
            text="<Response><Redirect>/next</Redirect></Response>", content_type="text/xml"
        )
        response.set_cookie("step", "one")
        return response

    lab.app.on("/voice", set_cookie)
    lab.app.on("/next", "<Hangup/>")
    for _ in range(2):
        _, call = await lab.call()
        await call.ended.wait()
    sent = [(url.rsplit("/", 1)[1], headers.get("Cookie")) for _, url, _, headers in lab.app.raw]
    assert [cookie for path, cookie in sent if path == "next"] == ["step=one", "step=one"]
    assert [cookie for path, cookie in sent if path == "voice"] == [None, None]


async def test_the_number_s_status_callback_tells_the_end_and_how_long_it_took(lab: Lab) -> None:
    lab.app.on("/voice", '<Pause length="1"/><Say>hello</Say><Pause length="3"/>')
    _, call = await lab.call()
    form = await lab.app.form("/status")
    assert form["CallStatus"] == "completed"
    assert form["CallbackSource"] == "call-progress-events"
    assert form["SequenceNumber"] == "0"
    assert int(form["CallDuration"]) in (3, 4)
    assert form["Duration"] == "1"
    assert form["Timestamp"].endswith("+0000")
    await call.ended.wait()


async def test_callbacks_about_one_subject_arrive_in_order(lab: Lab) -> None:
    seen: list[str] = []

    lab.app.on("/cb", lambda _, form: seen.append(form["n"]))
    for n in range(5):
        lab.exchange.callbacks.send("CA1", lab.app.url("/cb"), {"n": str(n)})
    await until(lambda: len(seen) == 5)
    assert seen == list("01234")


def test_connection_overrides_are_read_from_the_fragment_and_clamped() -> None:
    url, policy = read_policy("https://a.example/x?y=1#ct=2000&rt=99999&rc=9&rp=4xx,5xx")
    assert url == "https://a.example/x?y=1"
    assert (policy.connect_ms, policy.read_ms, policy.total_ms, policy.retries) == (2000, 15000, 15000, 5)
    assert policy.retries_after("5xx")
    assert not policy.retries_after("ct")
