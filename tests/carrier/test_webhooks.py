"""Webhooks: a caller is never met by an error, and nobody but the carrier gets in."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from chalice import Blueprint, Chalice
from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway

from chalicelib import carrier
from chalicelib.aws.settings import settings
from chalicelib.carrier import Hangup, Say, sign, signed_url
from tests.conftest import AUTH_TOKEN

HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def post():
    """A little app of three webhooks, and how the carrier posts to it."""
    bp = Blueprint(__name__)
    seen = []

    @carrier.voice_webhook(bp, "/t/good")
    def good(request):
        seen.append(request)
        return [Say(request.params.get("Digits", "")), Hangup()]

    @carrier.voice_webhook(bp, "/t/bad")
    def bad(_):
        raise RuntimeError("broken")

    @carrier.voice_webhook(bp, "/t/rescued", fallback=lambda _: [Say("rescued")])
    def rescued(_):
        raise RuntimeError("broken")

    @carrier.voice_webhook(bp, "/t/unlucky", fallback=bad)
    def unlucky(_):
        raise RuntimeError("broken")

    @carrier.status_webhook(bp, "/t/news")
    def news(request):
        seen.append(request)
        if request.params.get("CallStatus") == "odd":
            raise RuntimeError("broken")

    app = Chalice(app_name="little")
    app.register_blueprint(bp)
    app.__class__ = LocalChalice
    gateway = LocalGateway(app, Config.create(chalice_stage="dev", chalice_app=app))

    def post(path, form, query=None, signature=None, **headers):
        query = query or {}
        url = signed_url(path, {name: [value] for name, value in query.items()})
        values = {name: value if isinstance(value, list) else [value] for name, value in form.items()}
        signed = sign(AUTH_TOKEN, url, values) if signature is None else signature
        target = path + (f"?{urlencode(query)}" if query else "")
        return gateway.handle_request(
            "POST",
            target,
            {**HEADERS, "X-Twilio-Signature": signed, **headers},
            urlencode(values, doseq=True).encode(),
        )

    post.seen = seen
    return post


def _verbs(answer):
    return [element.tag for element in ElementTree.fromstring(answer["body"])]


def test_a_genuine_request_is_answered_with_twiml(post):
    answer = post(
        "/t/good",
        {"CallSid": "CA1", "Digits": "42"},
        {"n": "3", "c": "CT 二"},
        **{"I-Twilio-Idempotency-Token": "t1"},
    )
    assert (answer["statusCode"], _verbs(answer)) == (200, ["Say", "Hangup"])
    (request,) = post.seen
    assert (request.params["Digits"], request.query, request.idempotency_token) == (
        "42",
        {"n": "3", "c": "CT 二"},
        "t1",
    )
    assert request.now.tzinfo is not None


def test_repeated_names_and_empty_values_are_part_of_what_is_signed(post):
    assert post("/t/good", {"Tag": ["b", "a"], "Digits": ""})["statusCode"] == 200


@pytest.mark.parametrize(
    "signature", ["", "bm9wZQ==", sign("x" * 32, signed_url("/t/good", {}), {"Digits": ["1"]})]
)
@pytest.mark.parametrize("path", ["/t/good", "/t/news"])
def test_a_request_of_anybody_else_runs_nothing(post, path, signature):
    assert post(path, {"Digits": "1"}, signature=signature)["statusCode"] == 403
    assert post.seen == []


def test_a_webhook_signed_with_a_shared_key_is_let_in_where_that_key_is_ours(post, monkeypatch):
    named = {"X-Twilio-Webhooks-Signature-Settings": "key=k1,algorithm=HMAC_SHA256"}
    signed = sign("s" * 40, signed_url("/t/good", {}), {"Digits": ["1"]}, "sha256")
    assert post("/t/good", {"Digits": "1"}, signature=signed, **named)["statusCode"] == 403
    monkeypatch.setenv("TRUNKLINE_SHARED_KEY", "k1")
    monkeypatch.setenv("TRUNKLINE_SHARED_KEY_SECRET", "s" * 40)
    settings.cache_clear()
    try:
        assert post("/t/good", {"Digits": "1"}, signature=signed, **named)["statusCode"] == 200
        assert post("/t/good", {"Digits": "2"}, signature=signed, **named)["statusCode"] == 403
    finally:
        settings.cache_clear()


def test_a_failure_ends_in_an_apology_the_handlers_own_fallback_comes_first(post):
    assert _verbs(post("/t/bad", {"CallSid": "CA1"})) == ["Say", "Say", "Hangup"]
    assert (
        ElementTree.fromstring(post("/t/rescued", {"CallSid": "CA1"})["body"]).find("Say").text == "rescued"
    )
    assert _verbs(post("/t/unlucky", {"CallSid": "CA1"})) == ["Say", "Say", "Hangup"]


def test_a_failure_is_logged_with_its_contact_and_counted(post, capsys, caplog):
    post("/t/bad", {"CallSid": "CA" + "7" * 32})
    (record,) = [each for each in caplog.records if each.message == "webhook failed"]
    assert (record.contact_id, record.path) == ("CT" + "7" * 32, "/t/bad")
    assert "WebhookFailed" in capsys.readouterr().out


def test_news_is_taken_silently_and_asked_for_again_when_it_fails(post):
    assert post("/t/news", {"CallStatus": "completed"})["statusCode"] == 204
    assert post("/t/news", {"CallStatus": "odd"})["statusCode"] == 500


def test_every_webhook_of_the_product_is_declared_here():
    import app

    app.app.load()

    assert {
        "/voice/incoming",
        "/voice/flow",
        "/voice/call-status",
        "/voice/fallback",
    } <= carrier.webhook_paths()
