"""Faxes from the outbox to the fax service, against the tables' real API and over real HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib import faxes
from chalicelib.aws.settings import settings
from chalicelib.faxes import service, store
from chalicelib.faxes.fax import PATIENCE, RESTS
from tests.faxes.steps import step

TO = "+861088886666"
LATE = timedelta(seconds=10)


def ask(now, token="CT1-3", to=TO):
    html = faxes.page("办事时间", "每天八点。", now, "zh-CN", "热线", "Asia/Shanghai")
    return faxes.ask(token, to, "办事时间", html, "zh-CN", now)


def run_until(now, end):
    """The minute's sweep, a little more often."""
    at = now
    while at <= end:
        step(at)
        at += timedelta(seconds=15)


def test_a_fax_is_handed_over_watched_and_sent(tables, fax_service, now):
    fax_id = ask(now)
    assert store.fetch(fax_id).status == "queued"
    step(now + LATE)
    taken = store.fetch(fax_id)
    assert (taken.status, taken.service_id, taken.attempt) == ("sending", "1", 1)
    run_until(now + LATE, now + timedelta(minutes=2))
    sent = store.fetch(fax_id)
    assert (sent.status, sent.reason) == ("sent", None)
    assert sent.ended_at is not None
    (page,) = fax_service.taken
    assert (page["to"], page["subject"], page["language"]) == (TO, "办事时间", "zh-CN")
    assert "每天八点。" in page["html"]


def test_asked_for_twice_it_is_sent_once(tables, fax_service, now):
    assert ask(now) == ask(now + timedelta(seconds=2))
    assert ask(now, "CT1-5") != ask(now)
    run_until(now, now + timedelta(minutes=2))
    assert ask(now) in {fax.fax_id for fax in faxes.faxes([faxes.FaxStatus.SENT], now, now + LATE)}
    run_until(now + timedelta(minutes=2), now + timedelta(minutes=3))
    assert len(fax_service.taken) == 2


def test_a_process_that_dies_after_handing_over_does_not_send_twice(tables, fax_service, now):
    fax = store.fetch(ask(now))
    assert service.hand_over(fax) == "1"
    run_until(now, now + timedelta(minutes=2))
    assert store.fetch(fax.fax_id).status == "sent"
    assert len(fax_service.taken) == 1


def test_a_service_that_is_down_is_tried_again_and_then_the_fax_has_failed(
    tables, fax_service, now, monkeypatch, api
):
    where = settings().fax_url
    monkeypatch.setenv("TRUNKLINE_FAX_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    fax_id = ask(now)
    step(now + LATE)
    resting = store.fetch(fax_id)
    assert (resting.status, resting.attempt) == ("queued", 1)
    assert "does not answer" in resting.reason
    assert api.as_("supervisor").post(f"/faxes/{fax_id}/resend").status == 409
    run_until(now, now + timedelta(minutes=25))
    failed = store.fetch(fax_id)
    assert (failed.status, failed.attempt) == ("failed", len(RESTS) + 1)
    assert "does not answer" in failed.reason

    monkeypatch.setenv("TRUNKLINE_FAX_URL", where)
    settings.cache_clear()
    answer = api.as_("supervisor").post(f"/faxes/{fax_id}/resend")
    assert (answer.status, answer.json()["status"], answer.json()["attempt"]) == (200, "queued", 0)
    monday = api.as_("supervisor").get("/faxes", day="2026-05-11", status="queued").json()["items"]
    assert [fax["fax_id"] for fax in monday] == [fax_id]
    step(timer_due())
    assert len(fax_service.taken) == 1
    assert api.as_("supervisor").post(f"/faxes/{fax_id}/resend").status == 409


def timer_due():
    """A time after every timer of the present."""
    return datetime.now(UTC) + timedelta(days=1)


def test_a_job_that_dies_is_asked_for_again(tables, fax_service, now, monkeypatch):
    fax_id = ask(now)
    with monkeypatch.context() as patched:
        patched.setattr(faxes, "take_step", lambda *_: None)
        step(now + LATE)
    assert store.fetch(fax_id).status == "queued"
    run_until(now + LATE, now + timedelta(minutes=4))
    assert store.fetch(fax_id).status == "sent"
    assert len(fax_service.taken) == 1


def test_a_busy_line_is_a_failure_with_its_reason(tables, fax_service, now):
    fax_id = ask(now, to="+861088880000")
    run_until(now, now + timedelta(minutes=2))
    failed = store.fetch(fax_id)
    assert (failed.status, failed.reason) == ("failed", "the line was busy")


def test_what_the_service_refuses_is_not_tried_again(tables, fax_service, now, monkeypatch):
    monkeypatch.setenv("TRUNKLINE_FAX_KEY", "wrong")
    settings.cache_clear()
    fax_id = ask(now)
    step(now + LATE)
    failed = store.fetch(fax_id)
    assert (failed.status, failed.attempt, failed.reason) == ("failed", 1, "the key is wrong")


def test_a_service_that_never_says_how_it_went_is_given_an_hour(tables, fax_service, now, monkeypatch):
    monkeypatch.setattr(fax_service, "tell", lambda _: (200, {"status": "sending"}))
    fax_id = ask(now)
    run_until(now, now + PATIENCE / 2)
    assert store.fetch(fax_id).status == "sending"
    run_until(now + PATIENCE / 2, now + PATIENCE + timedelta(minutes=6))
    failed = store.fetch(fax_id)
    assert failed.status == "failed"
    assert "within an hour" in failed.reason


@pytest.mark.parametrize("role", ["agent"])
def test_the_outbox_is_for_who_sees_everybodys_contacts(tables, fax_service, api, now, role):
    fax_id = ask(now)
    assert api.as_(role).get("/faxes").status == 403
    assert api.as_(role).post(f"/faxes/{fax_id}/resend").status == 403
    supervisor = api.as_("supervisor")
    assert supervisor.get("/faxes", day="2026-05-10").json()["items"] == []
    (told,) = supervisor.get("/faxes", day="2026-05-11").json()["items"]
    assert (told["to"], told["status"], "html" in told) == (TO, "queued", False)
    assert supervisor.post("/faxes/FX0/resend").status == 404
