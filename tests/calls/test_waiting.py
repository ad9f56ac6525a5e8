"""What a waiting caller hears, and how long they are told it will be."""

import io
import wave
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import calls, contacts, routing
from chalicelib.calls import music
from chalicelib.calls.estimate import expected_wait_seconds, smoothed_handling, whole_minutes
from chalicelib.contacts import ContactState, EventType
from chalicelib.problems import Invalid
from tests.calls.scenario import Call, Center, clock, worker_sid


@given(st.integers(0, 200), st.integers(0, 50), st.floats(1, 3600))
def test_the_expected_wait_grows_with_the_line_and_falls_with_the_agents(
    position: int, agents: int, handling: float
) -> None:
    here = expected_wait_seconds(position, agents, handling)
    assert expected_wait_seconds(position + 1, agents, handling) >= here >= 0
    assert expected_wait_seconds(position, agents + 1, handling) <= here
    assert whole_minutes(here) >= 1


def test_the_second_in_line_hears_their_place_in_their_language(center: Center) -> None:
    first, second = center.new_call().queue(), center.new_call().queue()
    contacts.change(second.contact_id, language="en")
    assert "您是下一位" in first.wait().find(".//Say").text
    said = second.wait().find(".//Say")
    assert "number 2" in said.text
    assert said.attrib["language"] == "en-US"
    assert second.wait().find(".//Play").text.startswith("http")


def test_a_caller_whose_task_was_given_up_goes_back_to_the_flow(center: Center) -> None:
    call = center.new_call().queue()
    calls.run(routing.cancel_task(call.contact().task_sid or "", "closed", clock()), clock())
    assert call.wait().find("Leave") is not None


def test_the_task_of_a_waiting_caller_is_made_again_when_a_crash_lost_it(center: Center) -> None:
    call = center.new_call().ring()
    asked = {"queue": "consult", "attributes": {}, "step": "2"}
    contacts.change(
        call.contact_id, state=ContactState.QUEUED.value, task_sid="WT" + "9" * 32, enqueued=asked,
        queued_at=clock(),
    )  # fmt: skip
    assert call.wait().find("Gather") is not None
    assert EventType.TASK_CREATED in call.types()
    center.ready(1)
    assert len(call.offers()) == 1


def test_a_queue_that_does_not_exist_takes_nobody_in(center: Center, monkeypatch: pytest.MonkeyPatch) -> None:
    call = center.new_call().ring()
    with monkeypatch.context() as patched:
        # Not even for a moment: a caller who hangs up right now has abandoned no queue.
        patched.setattr(contacts, "change", lambda *_, **__: pytest.fail("the contact was changed"))
        _refuse(call.contact_id)
    assert call.contact().state is ContactState.IVR
    assert EventType.QUEUE_ENTERED not in call.types()
    call.press("0")
    assert call.contact().state is ContactState.QUEUED


def _refuse(contact_id: str) -> None:
    for asked in ({"queue": "nowhere"}, {"workflow_sid": "WW" + "7" * 32}):
        with pytest.raises(Invalid):
            calls.enqueue(contact_id, **asked, return_url="http://x", step="9", now=clock())


def test_a_caller_who_has_gone_hears_nothing_more(center: Center) -> None:
    call = center.new_call().queue()
    call.hang_up()
    assert call.wait().find("Hangup") is not None


def test_the_music_is_a_sound_file_without_a_click_at_its_ends() -> None:
    with wave.open(io.BytesIO(music.wav())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert timedelta(seconds=15) < timedelta(seconds=file.getnframes() / 8000) < timedelta(seconds=25)
        samples = file.readframes(file.getnframes())
    assert abs(int.from_bytes(samples[:2], "little", signed=True)) < 100
    assert abs(int.from_bytes(samples[-2:], "little", signed=True)) < 100


@given(st.lists(st.floats(0, 100_000)), st.floats(10, 3600))
def test_the_smoothed_handling_time_stays_within_its_bounds_and_what_was_measured(
    measured: list[float], before: float
) -> None:
    held = [min(max(one, 10.0), 3600.0) for one in measured]
    mean = smoothed_handling(measured, before)
    assert min([before, *held]) - 1e-6 <= mean <= max([before, *held]) + 1e-6


@given(st.lists(st.floats(10, 3600), min_size=1), st.floats(0, 1000))
def test_longer_contacts_never_make_the_handling_time_shorter(measured: list[float], more: float) -> None:
    longer = [*measured[:-1], measured[-1] + more]
    assert smoothed_handling(longer) >= smoothed_handling(measured)


@given(st.floats(10, 3600), st.floats(10, 3600))
def test_a_lasting_change_is_followed_and_one_odd_contact_hardly_seen(usual: float, odd: float) -> None:
    settled = smoothed_handling([usual] * 60, before=odd)
    assert abs(settled - usual) <= abs(odd - usual) * 0.02 + 1e-6
    after_one = smoothed_handling([*[usual] * 60, odd], before=usual)
    assert abs(after_one - usual) <= abs(odd - usual) * 0.11


def test_the_wait_is_told_by_what_contacts_of_the_queue_have_taken(center: Center) -> None:
    center.ready(1)
    first = center.new_call().queue()
    leg = first.talk()
    leg.status("completed")
    first.hang_up()
    center.agent(1).post(f"/desk/contacts/{first.contact_id}/wrap-up", {"disposition": "resolved"})
    waiting = [center.new_call().queue() for _ in range(3)]
    now = clock()
    calls.forget_pace()
    # One contact of hardly a second counts as ten, beside the usual 180: the mean is 95.
    assert calls.expected_wait("consult", 2, now) == pytest.approx(2 * 95, abs=1)
    assert calls.agents_at_work("consult", now) == 1
    assert "预计等待4分钟" in waiting[2].wait().find(".//Say").text


def test_a_caller_for_whom_a_phone_rings_is_told_of_no_wait(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    (offer,) = call.offers()
    offer.status("ringing")
    assert "您是下一位，马上为您接通" in (call.wait().findtext(".//Say") or "")
    offer.status("busy")
    center.agent(1).post("/desk/activity", {"activity": "busy"})
    assert "您是下一位，预计等待3分钟" in (call.wait().findtext(".//Say") or "")


def test_the_pace_of_the_queues_is_read_once_a_minute_however_many_wait(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = center.new_call().queue()
    call.wait()
    with monkeypatch.context() as patched:
        patched.setattr(contacts, "handled", lambda *_: pytest.fail("read again"))
        call.wait()
        center.new_call().queue().wait()


def options(center: Center, *wait_options: dict[str, object], **more: object) -> None:
    """An administrator says what callers of the queue may press."""
    body = {"title": {"zh": "咨询", "en": "Consult"}, "wait_options": list(wait_options), **more}
    answer = center.api.as_("admin").put("/routing/queues/consult", body)
    assert answer.status == 200, answer.text
    assert [one["key"] for one in answer.json()["wait_options"]] == [one["key"] for one in wait_options]


def press(call: Call, digits: str) -> ElementTree.Element:
    """A key while the queue's announcement plays; what is heard next."""
    call.twiml = call.wait()
    return call.press(digits).twiml


def employ(center: Center, number: int, extension: str) -> None:
    """An agent whose phone has an extension."""
    body = {"skills": [], "agent_number": extension}
    answer = center.api.as_("supervisor").put(f"/desk/agents/{worker_sid(number)}", body)
    assert answer.status == 200, answer.text
    assert answer.json()["agent_number"] == extension


THREE = (
    {"key": "7", "does": "message"},
    {"key": "8", "does": "extension"},
    {
        "key": "9",
        "does": "information",
        "text": {"zh": "营业时间是八点到二十点。", "en": "We open at eight."},
    },
)


@pytest.mark.covers("ACD-18")
def test_a_long_wait_is_announced_with_three_keys_and_each_of_them_works(center: Center) -> None:
    options(center, *THREE, long_wait_seconds=300)
    first, second = (center.new_call().queue() for _ in range(2))
    soon = first.wait()
    assert soon.find("Gather") is None  # three minutes are not long here
    assert "预计" not in (soon.findtext("Say") or "")
    words = second.wait().findtext(".//Say") or ""
    assert "预计等待6分钟" in words
    assert all(said in words for said in ("如需留言，请按7", "转接分机，请按8", "收听信息，请按9"))
    told = press(second, "9")
    assert "预计等待6分钟" in (told.findtext("Say") or "")
    assert "营业时间是八点到二十点。" in (told.findtext("Say") or "")
    assert "/voice/queue/wait" in (told.findtext("Redirect") or "")
    assert press(second, "8").find("Gather") is not None
    assert press(second, "7").find("Leave") is not None
    assert second.contact().state is ContactState.IVR


@pytest.mark.covers("ACD-18")
def test_a_caller_who_keys_an_extension_gets_that_agent_and_keeps_the_place_otherwise(center: Center) -> None:
    options(center, *THREE, target_workers="skills HAS 'consult'")
    employ(center, 1, "8001")
    employ(center, 2, "8002")
    call = center.new_call().queue()
    press(call, "8")
    assert "没有这个分机" in (call.press("4711").twiml.findtext("Say") or "")
    press(call, "8")
    assert "现在无法接听" in (call.press("8002").twiml.findtext("Say") or "")
    assert call.offers() == []
    center.ready(1, 2)
    assert call.offers() == []  # they do not serve this queue
    press(call, "8")
    said = call.press("8002").twiml
    assert "正在接通" in (said.findtext("Say") or "")
    (offer,) = call.offers()
    assert offer.worker.name == "Agent 2"
    assert EventType.EXTENSION_CHOSEN in call.types()
    offer.status("ringing")
    offer.ring_out()
    assert call.contact().state in (ContactState.QUEUED, ContactState.RINGING)
    assert routing.position(call.contact().task_sid or "", clock()).position == 1
    center.ready(2)
    press(call, "8")
    call.press("8002")
    call.talk()
    assert call.contact().agent_name == "Agent 2"


def test_a_queue_without_options_only_plays_and_english_callers_hear_english(center: Center) -> None:
    options(center)
    call = center.new_call().queue()
    assert call.wait().find("Gather") is None
    options(center, *THREE)
    contacts.change(call.contact_id, language="en")
    words = call.wait().findtext(".//Say") or ""
    assert words.endswith("For an extension, press 8. For information, press 9.")
    assert "We open at eight." in (press(call, "9").findtext("Say") or "")


@pytest.mark.parametrize(
    ("option", "field"),
    [
        ({"key": "#", "does": "message"}, "wait_options[0].key"),
        ({"key": "12", "does": "message"}, "wait_options[0].key"),
        ({"key": "1", "does": "message", "text": {"zh": "?"}}, "wait_options[0].text"),
        ({"key": "1", "does": "information", "text": {"fr": "?"}}, "wait_options[0].text"),
    ],
)
def test_options_that_cannot_work_are_refused_by_field(
    center: Center, option: dict[str, object], field: str
) -> None:
    body = {"title": {"zh": "咨询", "en": "Consult"}, "wait_options": [option]}
    answer = center.api.as_("admin").put("/routing/queues/consult", body)
    assert answer.status == 422
    assert [one["field"] for one in answer.json()["error"]["fields"]] == [field]
