"""How much of each channel an agent takes at once, and what may interrupt what."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.channels import INTERRUPTED_BY, line_of, open_lines, room

CAPACITY = {"voice": 1, "chat": 3, "email": 5}
loads = st.dictionaries(st.sampled_from(["voice", "chat", "email"]), st.integers(0, 6))


def test_a_call_blocks_everything_and_callbacks_are_calls() -> None:
    assert open_lines({"voice": 1}, CAPACITY) == ()
    assert line_of("callback") == "voice"
    assert room("callback", {}, CAPACITY) == 1
    assert room("callback", {"voice": 1}, CAPACITY) == 0


def test_an_email_is_interrupted_by_voice_a_chat_is_not() -> None:
    assert open_lines({"email": 2}, CAPACITY) == ("chat", "email", "voice")
    assert open_lines({"chat": 2}, CAPACITY) == ("chat", "email")
    assert open_lines({"chat": 3}, CAPACITY) == ("email",)


def test_a_channel_that_no_rule_names_interrupts_only_itself() -> None:
    capacity = {"video": 2, "chat": 1}
    assert room("video", {"video": 1}, capacity) == 1
    assert room("chat", {"video": 1}, capacity) == 0
    assert room("fax", {}, capacity) == 0


@given(loads, st.sampled_from(["voice", "chat", "email", "callback"]))
def test_never_more_than_capacity_and_never_an_interruption_that_no_rule_allows(
    load: dict[str, int], channel: str
) -> None:
    free = room(channel, load, CAPACITY)
    line = line_of(channel)
    assert free <= max(0, CAPACITY[line] - load.get(line, 0))
    if free:
        assert all(line in INTERRUPTED_BY[served] for served, count in load.items() if count)
