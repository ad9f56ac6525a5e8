"""What may be published, and where in the document the trouble is."""

import copy
import json
import os
from pathlib import Path

import pytest

from chalicelib.ivr.catalogue import CATALOGUE
from chalicelib.ivr.shipped import EXAMPLES, NAMES, document
from chalicelib.ivr.validation import validate
from chalicelib.ivr.widgets import BEHAVIOURS
from tests.ivr.flows import document as made
from tests.ivr.flows import match, split, state

GOOD = json.loads(
    made(
        state("ask", "gather-input-on-call", {"keypress": "which", "timeout": "ask"}, say="?", timeout=5),
        split("which", "{{widgets.ask.Digits}}", match("{{widgets.ask.Digits}}", "equal_to", "1", "ask")),
    )
)


def _break(*steps):
    content = copy.deepcopy(GOOD)
    *way, last, value = steps
    place = content
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        (_break("states", 1, "transitions", 0, "next", "nowhere"), "#/states/1/transitions/0/next"),
        (_break("states", 1, "type", "state-machine"), "#/states/1/type"),
        (_break("states", 1, "properties", "volume", 3), "#/states/1/properties/volume"),
        (_break("states", 1, "properties", "timeout", "soon"), "#/states/1/properties/timeout"),
        (_break("states", 1, "properties", "timeout", True), "#/states/1/properties/timeout"),
        (_break("states", 1, "properties", "say", "{% if %}"), "#/states/1/properties/say"),
        (_break("states", 1, "properties", []), "#/states/1/properties"),
        (_break("states", 2, "name", "ask"), "#/states/2/name"),
        (_break("states", 1, "name", ...), "#/states/1/name"),
        (_break("states", 1, "transitions", ...), "#/states/1/transitions"),
        (_break("states", 1, "transitions", 0, "event", "shout"), "#/states/1/transitions/0/event"),
        (_break("states", 1, "transitions", 0, "goto", "x"), "#/states/1/transitions/0/goto"),
        (_break("states", 2, "properties", "input", ...), "#/states/2/properties/input"),
        (_break("states", 2, "transitions", 1, "conditions", []), "#/states/2/transitions/1/conditions"),
        (
            _break("states", 2, "transitions", 1, "conditions", 0, "type", "is_like"),
            "#/states/2/transitions/1/conditions/0/type",
        ),
        (
            _break("states", 2, "transitions", 1, "conditions", 0, "value", 1),
            "#/states/2/transitions/1/conditions/0/value",
        ),
        (_break("states", 2, "colour", "red"), "#/states/2/colour"),
        (_break("states", 1, 7), "#/states/1"),
        (_break("states", []), "#/states"),
        (_break("initial_state", ...), "#/initial_state"),
        (_break("initial_state", "nowhere"), "#/initial_state"),
        (_break("flags", {"allow_concurrent_calls": "yes"}), "#/flags"),
        (_break("extra", 1), "#/extra"),
        ("[]", "#"),
        ("{", "#"),
    ],
)
def test_each_fault_is_named_with_its_place(broken, path):
    assert path in [problem.path for problem in validate(broken)]


def test_a_good_document_has_no_faults():
    assert validate(json.dumps(GOOD)) == []


def test_several_faults_are_all_named():
    content = copy.deepcopy(GOOD)
    content["states"][1]["properties"]["volume"] = 3
    content["states"][1]["transitions"][1]["next"] = "nowhere"
    assert len(validate(json.dumps(content))) == 2


@pytest.mark.parametrize(
    ("url", "parameters", "wrong"),
    [
        ("function:waybill_status", {"number": "1"}, None),
        ("function:no_such", {}, "no function 'no_such'"),
        ("function:waybill_status", {"numbre": "1"}, "no parameter 'numbre'"),
        ("function:waybill_status", {}, "needs the parameter 'number'"),
    ],
)
def test_a_call_of_our_own_function_is_checked_before_anybody_calls(url, parameters, wrong):
    pairs = [{"key": k, "value": v} for k, v in parameters.items()]
    found = validate(made(state("ask", "run-function", {"success": None}, url=url, parameters=pairs)))
    assert [p.path for p in found] == (["#/states/1/properties/url"] if wrong else [])
    assert wrong is None or wrong in found[0].message


@pytest.mark.parametrize("kind", sorted(set(CATALOGUE) - set(BEHAVIOURS)))
def test_a_widget_that_cannot_run_yet_is_refused_before_a_caller_meets_it(kind):
    needed = {name: "x" for name in CATALOGUE[kind].required if CATALOGUE[kind].properties[name] == "text"}
    found = validate(made(state("it", kind, {}, **needed)))
    assert ("#/states/1/type", True) in [(p.path, "cannot run" in p.message) for p in found]


@pytest.mark.parametrize("name", [*NAMES, *EXAMPLES])
def test_the_shipped_flows_are_good(name):
    assert validate(document(name)) == []


SAMPLES = os.environ.get("TRUNKLINE_SAMPLES", "")
needs_samples = pytest.mark.skipif(
    not SAMPLES, reason="set TRUNKLINE_SAMPLES to a folder with studio-flows/ to try other people's flows"
)


@needs_samples
@pytest.mark.parametrize("name", sorted(file.stem for file in Path(SAMPLES, "studio-flows").glob("*.json")))
def test_other_peoples_flows_are_good_as_they_are(name):
    assert validate(Path(SAMPLES, "studio-flows", f"{name}.json").read_text()) == []


@needs_samples
def test_every_widget_example_has_known_properties_and_events():
    wrong = {}
    for file in sorted(Path(SAMPLES, "studio-widget-examples").glob("*.json")):
        example = json.loads(file.read_text())
        if "states" in example or example["type"] == "trigger":
            continue
        names = {t["next"] for t in example["transitions"] if t.get("next")}
        ends = [state(name, "say-play", {"audioComplete": None}) for name in names - {example["name"]}]
        found = [p for p in validate(made(example, *ends)) if "cannot run" not in p.message]
        if found:
            wrong[file.name] = found
    assert wrong == {}


def test_half_a_sign_is_refused_before_anything_has_to_store_it():
    half = made(state("a", "say-play", say="x")).replace('"x"', '"' + chr(92) + 'ud83d"')
    assert [problem.path for problem in validate(half)] == ["#"]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        (
            "gather-input-on-call",
            {"timeout": "5", "number_of_digits": "{{flow.variables.n}}", "stop_gather": "true"},
        ),
        ("gather-input-on-call", {"speech_timeout": 3, "profanity_filter": True, "loop": None}),
        ("connect-call-to", {"noun": "number", "to": "10086", "time_limit": 60, "record": "false"}),
        ("add-twiml-redirect", {"url": "https://example.com", "timeout": 60}),
        ("send-to-flex", {"workflow": "WW1", "channel": "TC1", "priority": 5}),
    ],
)
def test_numbers_and_truth_values_may_be_written_either_way(kind, properties):
    assert validate(made(state("a", kind, **properties))) == []


@pytest.mark.parametrize("following", [{}, {"next": None}, {"next": ""}])
def test_an_end_that_leads_nowhere_is_let_be_whatever_its_name(following):
    read = json.loads(made(state("a", "split-based-on", input="x")))
    for event in ("match", "invented", "noMatch"):
        read["states"][1]["transitions"].append({"event": event, **following})
    assert validate(json.dumps(read)) == []
    read["states"][1]["transitions"][1]["next"] = "a"
    assert [problem.path for problem in validate(json.dumps(read))] == ["#/states/1/transitions/1/event"]
