"""In whose lines an agent stands, and in whose line a task waits."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.channels import LINES, line_of, lines_of


def test_a_callback_waits_in_the_line_of_calls() -> None:
    assert line_of("callback") == "voice"
    assert all(line_of(line) == line for line in LINES)


@given(st.dictionaries(st.sampled_from(LINES), st.integers(0, 5)))
def test_an_agent_stands_in_the_lines_of_the_channels_it_has_capacity_for(capacity: dict[str, int]) -> None:
    assert set(lines_of(capacity)) == {line for line, count in capacity.items() if count}
