"""What a flow may still look at from a place on: conversations that differ in none of it go on alike. Pure.

A widget's outputs are dead where every way to a widget that reads them leads through the widget itself, which
writes them anew: what was keyed in a menu is forgotten as soon as the menu's own split has looked at it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping

from chalicelib.ivr.definition import Flow, Widget

# These say or send what they read; where they lead next does not depend on it.
_MOUTHS = {
    "enqueue-call", "gather-input-on-call", "make-http-request", "record-voicemail", "run-function",
    "say-play", "send-message",
}  # fmt: skip
_WIDGET = re.compile(r"widgets(?:\.([\w-]+)|\[\\?['\"](.+?)\\?['\"]\])")
_VARIABLE = re.compile(r"variables(?:\.([\w-]+)|\[\\?['\"](.+?)\\?['\"]\])")


def live_widgets(flow: Flow) -> Mapping[str, frozenset[str]]:
    """For each widget where a conversation may wait, the widgets whose outputs may still be read."""
    readers: dict[str, set[str]] = defaultdict(set)
    for widget in _looking(flow):
        for name in _named(_WIDGET, _text(widget)):
            readers[name].add(widget.name)
    before: dict[str, set[str]] = defaultdict(set)
    for widget in flow.widgets.values():
        for transition in widget.transitions:
            if transition.next:
                before[transition.next].add(widget.name)
    live: dict[str, set[str]] = {name: set() for name in flow.widgets}
    for written, places in readers.items():
        for place in _back_from(places, before, written):
            live[place].add(written)
    return {place: frozenset(names) for place, names in live.items()}


def read_variables(flow: Flow) -> frozenset[str]:
    """The variables that some decision depends on, also by way of other variables."""
    found: set[str] = set()
    for widget in _looking(flow):
        if widget.type != "set-variables":
            found |= _named(_VARIABLE, _text(widget))
    while True:
        more = {
            name
            for widget in flow.widgets.values()
            if widget.type == "set-variables"
            for pair in widget.properties.get("variables") or ()
            if pair.get("key") in found
            for name in _named(_VARIABLE, str(pair.get("value", "")))
        }
        if more <= found:
            return frozenset(found)
        found |= more


def _looking(flow: Flow) -> list[Widget]:
    return [widget for widget in flow.widgets.values() if widget.type not in _MOUTHS]


def _text(widget: Widget) -> str:
    conditions = [
        [condition.value, *condition.arguments]
        for each in widget.transitions
        for condition in each.conditions
    ]
    return json.dumps([dict(widget.properties), conditions], default=str)


def _named(pattern: re.Pattern[str], text: str) -> set[str]:
    return {dotted or bracketed for dotted, bracketed in pattern.findall(text)}


def _back_from(places: set[str], before: Mapping[str, set[str]], written: str) -> set[str]:
    """The places from which one of `places` can be reached without passing `written`."""
    found = set(places)
    waiting = list(places)
    while waiting:
        for place in before.get(waiting.pop(), ()):
            if place not in found and place != written:
                found.add(place)
                waiting.append(place)
    return found
