"""Asking functions and services for a flow."""

import pytest

from chalicelib.aws.settings import settings
from chalicelib.carrier import is_genuine
from chalicelib.ivr import asking
from chalicelib.ivr.execution import FunctionCall, HttpCall
from chalicelib.ivr.functions import registry
from tests.ivr.caller import NO_ANSWER, START


def _ask(request, seconds=5):
    return asking.answer_to(request, "CT1-3", START, seconds)


def test_a_function_is_posted_a_signed_form_with_a_token_that_tells_a_repeat(service):
    service.answers["/f"] = (200, "application/json; charset=utf-8", '{"a": "上"}')
    answer = _ask(
        HttpCall("POST", f"{service.url}/f", form=(("n", "1"), ("n", "2"), ("e", "")), is_signed=True)
    )
    assert answer == {
        "status_code": 200,
        "content_type": "application/json; charset=utf-8",
        "body": '{"a": "上"}',
    }
    ((path, form, headers),) = service.asked
    assert (path, form, headers["i-twilio-idempotency-token"]) == ("/f", {"n": ["1", "2"]}, "CT1-3")
    signed = {"n": ["1", "2"], "e": [""]}
    assert is_genuine(settings().auth_token, f"{service.url}/f", signed, headers["x-twilio-signature"])


def test_a_get_puts_its_parameters_into_the_address_and_a_body_goes_as_it_is(service):
    service.answers["/g?a=1&b=2"] = (200, "text/plain", "got")
    service.answers["/p"] = (201, "text/plain", "posted")
    assert _ask(HttpCall("GET", f"{service.url}/g?a=1", form=(("b", "2"),)))["body"] == "got"
    posted = HttpCall("POST", f"{service.url}/p", body='{"x":1}', content_type="application/json")
    assert _ask(posted)["status_code"] == 201
    assert service.asked[-1][2]["content-type"] == "application/json"


def test_a_redirect_and_an_error_are_answers(service):
    service.answers["/r"] = (302, "text/plain", "")
    assert _ask(HttpCall("POST", f"{service.url}/r"))["status_code"] == 302
    assert _ask(HttpCall("POST", f"{service.url}/nowhere"))["status_code"] == 404


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "file:///etc/passwd", "ftp://127.0.0.1/x", "nonsense", ""]
)
def test_no_answer_is_status_zero(url):
    assert _ask(HttpCall("POST", url)) == NO_ANSWER


def test_an_answer_that_is_too_long_is_none_and_one_that_drips_is_late(service):
    service.answers["/long"] = (200, "text/plain", "x" * (asking.MOST_BYTES + 1))
    assert _ask(HttpCall("POST", f"{service.url}/long")) == NO_ANSWER
    service.answers["/ok"] = (200, "text/plain", "x")
    assert _ask(HttpCall("POST", f"{service.url}/ok"), seconds=1e-6) is None


def test_the_carriers_credentials_go_to_the_carrier_only(service, monkeypatch):
    service.answers["/c"] = (200, "text/plain", "")
    _ask(HttpCall("POST", f"{service.url}/c", has_account=True))
    assert "authorization" not in service.asked[-1][2]
    monkeypatch.setenv("TRUNKLINE_CARRIER_URL", service.url)
    settings.cache_clear()
    try:
        _ask(HttpCall("POST", f"{service.url}/c", has_account=True))
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert service.asked[-1][2]["authorization"].startswith("Basic ")


def test_our_functions_get_typed_parameters_and_the_steps_own_time(monkeypatch):
    def price(weight: int, is_express: bool = False, *, now):
        return {"total": weight * (2 if is_express else 1), "at": now.isoformat()}

    monkeypatch.setitem(registry._FUNCTIONS, "price", price)
    answer = _ask(FunctionCall("price", {"weight": "3", "is_express": "TRUE"}))
    assert answer["body"] == f'{{"total":6,"at":"{START.isoformat()}"}}'
    assert _ask(FunctionCall("price", {"weight": "heavy"}))["status_code"] == 400
    assert _ask(FunctionCall("price", {"wait": "3"}))["status_code"] == 400


def test_business_hours_tells_whether_a_calendar_is_open(center):
    answer = _ask(FunctionCall("business_hours", {"calendar": "default"}))
    assert answer["body"] == '{"isOpen":true,"period":"work_time"}'
