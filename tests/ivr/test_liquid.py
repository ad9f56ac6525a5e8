"""Templates: Studio's namespaces, Liquid's filters and tags."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ivr import liquid
from chalicelib.ivr.execution import ExecutionState
from chalicelib.ivr.widgets.behaviour import context_of
from tests.ivr.caller import CALL, CONTACT, START
from tests.ivr.flows import flow, state

KNOWN = context_of(
    flow(state("a", "say-play")),
    ExecutionState(
        CONTACT,
        trigger=CALL,
        variables={"city": "上海", "n": "2", "yes": True, "list": ["a", "b"]},
        widgets={"get-it": {"parsed": {"sites": [{"x": 1}, {"x": 2}], "found": False}, "body": " AbC "}},
    ),
    START,
)


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{{trigger.call.From}}", "+8613800138000"),
        ("{{ contact.channel.address }} to {{flow.channel.address}}", "+8613800138000 to 4008888888"),
        ("{{flow.flow_sid}} {{flow.sid}}", "FW" + "0" * 32 + " FN" + "1" * 32),
        ("{{flow.variables.city}}", "上海"),
        ("{{flow.variables.yes}} {{widgets.get-it.parsed.found}}", "true false"),
        ("{{flow.variables.none}}{{widgets.none.Digits}}{{nothing}}", ""),
        ("{{widgets.get-it.body | downcase | strip}}", "abc"),
        ("{{flow.variables.n | plus: 1}}", "3"),
        ("{{flow.variables.none | plus: 1}}", "1"),
        ("{{ '2026-05-11' | date: '%d/%m' }}", "11/05"),
        ("{{ 'now' | date: '%Y-%m-%d %H:%M' }}", "2026-05-11 10:00"),
        ("{{ widgets['get-it'].parsed.sites[1].x }}", "2"),
        ("{{ flow.variables.list.size }}", "2"),
        ("{{ flow.variables.list | to_json }}", '["a", "b"]'),
        ("{% assign a = 'x' %}{% if flow.variables.yes %}{{a}}{% else %}y{% endif %}", "x"),
        ("{% for s in widgets['get-it'].parsed.sites %}{{s.x}};{% endfor %}", "1;2;"),
        ("plain { text }", "plain { text }"),
    ],
)
def test_templates_name_what_the_execution_knows(template, written):
    assert liquid.render(template, KNOWN) == written


# The engine turns a carriage return into a line feed; nobody hears the difference.
text = st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=5)
values = st.one_of(text, st.integers(), st.booleans(), st.none(), st.lists(text, max_size=3))


@given(values, st.sampled_from(["{{a}}", "x{{ a }}y", "{{a.b}}", "{{b.c-d}}", "{{b.c-d.e}}{{a}}"]))
def test_plain_names_are_written_as_the_engine_writes_them(value, template):
    known = {"a": value, "b": {"c-d": value}}
    assert liquid.render(template, known) == liquid._environment().from_string(template).render(**known)


def test_a_broken_template_is_told_from_a_good_one():
    assert liquid.check("{% if %}") is not None
    assert liquid.check("{{ a.b }} {% if a %}x{% endif %}") is None
    with pytest.raises(liquid.TemplateError):
        liquid.render("{{ a | nosuchfilter }}", {})


def test_a_template_cannot_run_without_end():
    with pytest.raises(liquid.TemplateError):
        liquid.render("{% for a in (1..10000000) %}x{% endfor %}", {})


def test_plain_menus_never_load_the_template_engine():
    code = (
        "from chalicelib.ivr import liquid; import sys;"
        "assert liquid.render('{{a.b}}', {'a': {'b': 1}}) == '1';"
        "assert 'liquid' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=liquid.__file__.rsplit("/chalicelib", 1)[0])


def test_what_was_never_set_is_null_as_json():
    assert liquid.render('{"memory": {{ widgets.bot.memory | to_json }}}', {}) == '{"memory": null}'
