"""What a flow may still look at from a place on."""

from chalicelib.ivr.definition import read_flow
from chalicelib.ivr.liveness import live_widgets, read_variables
from tests.ivr.flows import document, match, split, state


def flow():
    digits, spoken = "{{widgets.ask.Digits}}", "{{widgets.look.parsed.kind}}"
    return read_flow(
        document(
            state("ask", "gather-input-on-call", {"keypress": "which"}, say="?"),
            split("which", digits, match(digits, "equal_to", "1", "look"), otherwise="ask"),
            state("look", "run-function", {"success": "tell", "fail": "ask"}, url="function:x"),
            state("tell", "gather-input-on-call", {"keypress": "kind"}, say="{{widgets.look.parsed.text}}"),
            split("kind", spoken, match(spoken, "equal_to", "a", "ask"), otherwise="tell"),
        )
    )


def test_what_was_keyed_is_dead_once_its_own_split_has_looked_at_it():
    live = live_widgets(flow())
    assert live["which"] == {"ask"}
    assert live["ask"] == frozenset()
    assert live["tell"] == live["kind"] == {"look"}
    assert live["look"] == frozenset()


def test_a_variable_counts_where_a_decision_depends_on_it_also_by_way_of_another():
    test = "{{flow.variables.total}}"
    made = document(
        state("begin", "set-variables", {"next": "add"}, variables=[
            {"key": "count", "value": "0"}, {"key": "name", "value": "x"},
        ]),
        state("add", "set-variables", {"next": "which"}, variables=[
            {"key": "total", "value": "{{ flow.variables.count | plus: 1 }}"},
        ]),
        split("which", test, match(test, "equal_to", "1", "say")),
        state("say", "say-play", {"audioComplete": None}, say="{{flow.variables.name}}"),
    )  # fmt: skip
    assert read_variables(read_flow(made)) == {"total", "count"}
