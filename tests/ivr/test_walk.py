"""Made-up callers who go every way through a flow, conversations in YAML, and the commands for both."""

import json
import os
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from chalicelib.ivr.catalogue import CATALOGUE
from chalicelib.ivr.definition import read_flow
from chalicelib.ivr.matching_text import passing
from chalicelib.ivr.shipped import EXAMPLES as OTHER_TRADES
from chalicelib.ivr.shipped import NAMES
from chalicelib.ivr.shipped import document as shipped
from chalicelib.ivr.validation import validate
from chalicelib.ivr.walk import walk
from chalicelib.ivr.widgets import BEHAVIOURS
from cli.conversations import by_flow, files_under, run
from cli.flow import app
from tests.ivr.flows import document, match, split, state
from tests.ivr.widget_examples import example

FOLDER = Path(__file__).resolve().parents[2] / "ivr_twiml"
SAMPLES = os.environ.get("TRUNKLINE_SAMPLES", "")
needs_samples = pytest.mark.skipif(
    not SAMPLES, reason="set TRUNKLINE_SAMPLES to a folder with studio-flows/ to walk other people's flows"
)
FLOWS = sorted(Path(SAMPLES, "studio-flows").glob("*.json")) if SAMPLES else []
EXAMPLES = sorted(Path(SAMPLES, "studio-widget-examples").glob("*.json")) if SAMPLES else []


@pytest.mark.parametrize("name", [*NAMES, *OTHER_TRADES])
def test_every_connection_of_the_shipped_flows_is_taken_by_some_caller(name):
    found = walk(read_flow(shipped(name), name=name))
    assert (found.missed, found.errors) == ((), ())
    assert (found.widgets_reached, found.transitions_taken) == (found.widgets, found.transitions)


@pytest.mark.parametrize("kind", sorted(set(BEHAVIOURS) - {"trigger"}))
def test_every_way_out_of_every_widget_is_walked(kind):
    made = document(*example(kind, CATALOGUE[kind].events))
    events = set(BEHAVIOURS[kind].news) or set(CATALOGUE[kind].events)
    missed = {each.event for each in walk(read_flow(made)).missed if each.widget == "it"}
    assert missed & events == set()


@needs_samples
@pytest.mark.parametrize("file", FLOWS, ids=lambda file: file.stem)
def test_other_peoples_flows_are_walked_whole(file):
    found = walk(read_flow(file.read_text("utf-8"), name=file.stem))
    assert (found.missed, found.errors) == ((), ())


@needs_samples
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_widget_example_is_read_and_walked(file):
    content = json.loads(file.read_text("utf-8"))
    if "states" in content or content["type"] in {"trigger", "send-to-auto-pilot"}:
        pytest.skip("a whole flow, a trigger, or a service that has ended")
    names = {t["next"] for t in content["transitions"] if t.get("next")} - {content["name"]}
    ends = [state(name, "set-variables", {"next": None}) for name in sorted(names)]
    made = document(content, *ends)
    assert validate(made) == []
    found = walk(read_flow(made))
    assert found.errors == ()
    assert {each.event for each in found.missed} <= set(CATALOGUE[content["type"]].events) - set(
        BEHAVIOURS[content["type"]].news
    ) - {"match", "noMatch"}


def test_values_that_a_caller_says_through_variables_are_found():
    made = document(
        state("ask", "gather-input-on-call", {"keypress": "keep"}, say="?"),
        state(
            "keep",
            "set-variables",
            {"next": "which"},
            variables=[{"key": "wish", "value": "{{widgets.ask.Digits | strip}}"}],
        ),
        split(
            "which",
            "{{flow.variables.wish}}",
            match("{{flow.variables.wish}}", "regex", "4[0-9]{2}", "a"),
            match("{{flow.variables.wish}}", "greater_than", "700", "b"),
            match("{{flow.variables.wish}}", "matches_any_of", "8, 9", "c"),
            otherwise="ask",
        ),
        *(state(name, "say-play", {"audioComplete": None}, say=name) for name in "abc"),
    )
    found = walk(read_flow(made))
    assert found.is_whole
    assert found.transitions == 7


def test_what_nothing_can_reach_is_not_asked_for_and_what_fails_is_told():
    never = split("which", "{{nobody}}", match("{{nobody}}", "equal_to", "1", "end"), otherwise="end")
    end = state("end", "say-play", {"audioComplete": "bad"}, say="x")
    bad = state("bad", "say-play", {"audioComplete": None}, say="{{ 'a' | date: '%Y' | divided_by: 0 }}")
    found = walk(read_flow(document(never, end, bad)))
    assert found.transitions == 3
    assert len(found.errors) == 1


@pytest.mark.parametrize(
    ("pattern", "made"), [("[0-9]{3}", "000"), ("y(es)?|no", "yes"), (r"\d+", "1"), ("[^0]x", "xx")]
)
def test_a_text_is_made_for_a_pattern(pattern, made):
    assert list(passing("regex", pattern)) == [made]


held = lru_cache(run)


class TestConversations:
    """`ivr_twiml/tests/*.yaml`."""

    @pytest.mark.parametrize("file", files_under(FOLDER), ids=lambda file: file.stem)
    def test_the_shipped_conversations_go_as_told(self, file):
        report = held(file)
        assert [outcome for outcome in report.outcomes if outcome.why] == []
        assert report.transitions & report.wanted

    def test_the_shipped_flows_are_told_whole_by_their_conversations(self):
        told = {report.flow.name: report for report in by_flow(map(held, files_under(FOLDER / "tests")))}
        assert set(told) == {*NAMES, *OTHER_TRADES}
        for report in told.values():
            assert report.widgets == set(report.flow.widgets)
            assert report.wanted <= report.transitions

    def test_a_conversation_that_goes_otherwise_says_how(self, tmp_path):
        (tmp_path / "hi.json").write_text(
            document(state("menu", "gather-input-on-call", {"keypress": None}, say="您好")), "utf-8"
        )
        (tmp_path / "hi.yaml").write_text(
            "flow: hi.json\nconversations:\n"
            "  - {name: a, steps: [hears: 再见]}\n"
            "  - {name: b, steps: [{presses: '1'}], ends: {at: menu}}\n"
            "  - {name: c, steps: [{queue: leave}]}\n",
            "utf-8",
        )
        whys = [outcome.why for outcome in run(tmp_path / "hi.yaml").outcomes]
        assert whys == [
            "does not hear '再见'; hears ['您好']",
            "ends with at None, not 'menu'",
            "at {'queue': 'leave'}: widget menu does not wait for queue_result",
        ]
        done = CliRunner().invoke(app, ["test", str(tmp_path)])
        assert (done.exit_code, "FAIL hi: a" in done.output) == (1, True)

    def test_a_file_that_cannot_be_read_says_so(self, tmp_path):
        (tmp_path / "x.yaml").write_text("flow: none.json", "utf-8")
        assert CliRunner().invoke(app, ["test", str(tmp_path)]).exit_code == 1


class TestCommands:
    """`trunkline flow walk | test | diff`."""

    def test_walk_prints_what_it_covered(self):
        done = CliRunner().invoke(app, ["walk", str(FOLDER / "courier-main.json"), "--json"])
        told = json.loads(done.output)
        assert (done.exit_code, told["widgets_reached"], told["missed"]) == (0, told["widgets"], [])

    def test_test_prints_coverage(self):
        done = CliRunner().invoke(app, ["test", str(FOLDER / "tests")])
        assert done.exit_code == 0, done.output
        assert "courier-main: 95 conversations through 208 of 208 widgets and 401 of 401" in done.output

    def test_diff_says_in_words_what_changed(self, tmp_path):
        old, new = tmp_path / "a.json", tmp_path / "b.json"
        old.write_text(document(state("menu", "gather-input-on-call", {}, say="x", timeout=1)), "utf-8")
        new.write_text(document(state("menu", "gather-input-on-call", {}, say="x", timeout=2)), "utf-8")
        done = CliRunner().invoke(app, ["diff", str(old), str(new)])
        assert done.output == "widget `menu`: timeout 1 to 2\n"


NODES = st.integers(2, 8).flatmap(
    lambda count: st.lists(
        st.tuples(
            st.sampled_from(["gather-input-on-call", "say-play", "set-variables", "split-based-on"]),
            st.lists(st.integers(-1, count - 1), min_size=3, max_size=3),
        ),
        min_size=count,
        max_size=count,
    )
)


def generated(nodes):
    """A valid flow with these widgets, each leading where its numbers say."""
    states = []
    for index, (kind, targets) in enumerate(nodes):
        names = [None if target < 0 else f"w{target}" for target in targets]
        first, second, third = names
        if kind == "gather-input-on-call":
            events = {"keypress": first, "timeout": second}
            states.append(state(f"w{index}", kind, events, say="请按键", timeout=2))
        elif kind == "split-based-on":
            subject = f"{{{{widgets.w{index - 1}.Digits}}}}"
            made = split(f"w{index}", subject, otherwise=first)
            made["transitions"] += [match(subject, "equal_to", "1", second)] if second else []
            states.append(made)
        elif kind == "say-play":
            states.append(state(f"w{index}", kind, {"audioComplete": third}, say=f"第{index}步"))
        else:
            pairs = [{"key": "n", "value": "{{flow.variables.n | plus: 1}}"}]
            states.append(state(f"w{index}", kind, {"next": first}, variables=pairs))
    return document(*states)


KEYS = st.lists(st.sampled_from(["", "1", "2", "0", "*", "#", "123"]), max_size=12)


@settings(max_examples=80, deadline=None)
@given(nodes=NODES, keys=KEYS)
def test_any_valid_flow_and_any_keys_end_in_valid_twiml_or_the_step_limit(nodes, keys):
    """Each answer is parsed as XML and each state goes through JSON, in `Caller`; a repeated input is told
    the same."""
    from chalicelib.ivr.execution import ExecutionState
    from chalicelib.ivr.interpreter import MOST_STEPS, FlowError, replay
    from tests.ivr.caller import CONTACT, Caller, Paper

    made = generated(nodes)
    assert validate(made) == []
    call = Caller(read_flow(made, name="generated"))
    try:
        call.dial()
        for each in keys:
            if call.is_over:
                break
            call.press(each)
    except FlowError:
        return
    assert call.instructions
    assert call.state.entered <= MOST_STEPS
    again = replay(call.flow, ExecutionState(CONTACT), call.inputs, Paper())
    assert (again.state, again.instructions) == (call.state, call.instructions)
    assert ExecutionState.from_json(json.loads(json.dumps(call.state.as_json()))) == call.state
