"""What a waiting caller hears, and how long they are told it will be."""

import io
import wave
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import calls, contacts
from chalicelib.calls import music
from chalicelib.calls.estimate import expected_wait_seconds, whole_minutes
from chalicelib.contacts import ContactState, EventType
from chalicelib.problems import Invalid
from tests.calls.scenario import Center, clock


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
    from chalicelib import calls, routing

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
