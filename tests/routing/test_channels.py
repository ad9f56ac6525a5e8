"""In whose lines an agent stands, and in whose line a task waits."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.channels import (
    INTERRUPTED_BY,
    LINES,
    interruptions_of,
    line_of,
    lines_of,
    open_lines,
    rules_of,
)


def test_a_callback_waits_in_the_line_of_calls() -> None:
    assert line_of("callback") == "voice"
    assert all(line_of(line) == line for line in LINES)


@given(st.dictionaries(st.sampled_from(LINES), st.integers(0, 5)))
def test_an_agent_stands_in_the_lines_of_the_channels_it_has_capacity_for(capacity: dict[str, int]) -> None:
    assert set(lines_of(capacity)) == {line for line, count in capacity.items() if count}


RULES = st.dictionaries(st.sampled_from(LINES), st.lists(st.sampled_from(LINES), unique=True))


@given(RULES, RULES)
def test_an_agents_own_rules_count_before_the_centers_and_those_before_the_usual_ones(
    own: dict[str, list[str]], given_rules: dict[str, list[str]]
) -> None:
    center = rules_of(given_rules)
    of_agent = interruptions_of({"interrupted_by": own}, center)
    for line in LINES:
        wanted = own.get(line, given_rules.get(line, INTERRUPTED_BY[line]))
        assert set(of_agent[line]) == set(wanted) - ({"voice"} if line == "voice" else set())


@given(st.dictionaries(st.sampled_from(LINES), st.integers(0, 3)), st.lists(st.sampled_from(LINES)), RULES)
def test_a_line_is_open_only_while_there_is_room_and_every_contact_may_be_interrupted(
    capacity: dict[str, int], held: list[str], rules: dict[str, list[str]]
) -> None:
    whole = rules_of(rules)
    for line in open_lines(capacity, held, whole):
        assert held.count(line) < capacity[line]
        assert all(line in whole[other] for other in held)
        assert not (line == "voice" and "voice" in held)
