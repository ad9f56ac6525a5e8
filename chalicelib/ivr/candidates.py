"""What a made-up caller might say and what services might answer, so that a flow's tests come out each way.

A test reads `widgets.menu.Digits`, or a variable that was set from it; so the values that pass the flow's
tests are what is worth keying there. Pure.
"""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.ivr.conditions import holds
from chalicelib.ivr.definition import Condition, Flow, Widget
from chalicelib.ivr.execution import InputKind
from chalicelib.ivr.liquid import render
from chalicelib.ivr.matching_text import NOTHING_SPECIAL, passing
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.behaviour import News
from chalicelib.values import dataclass

_MOST_ANSWERS = 48
_BLOCK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PATH = re.compile(r"\b(widgets|flow|trigger|contact)((?:\.[\w-]+|\[[^\]]*\])+)")
_PART = re.compile(r"\.([\w-]+)|\[\s*['\"]?([^\]'\"]*)['\"]?\s*\]")
_SPOKEN = {"SpeechResult": "speech"}

Path = tuple[str, ...]


@dataclass(frozen=True)
class Candidates:
    """For each value that a test reads, by its path: what it might be."""

    values: Mapping[Path, tuple[str, ...]]
    reads_clock: bool

    def of_widget(self, name: str) -> dict[Path, tuple[str, ...]]:
        return {path[2:]: texts for path, texts in self.values.items() if path[:2] == ("widgets", name)}


def candidates_of(flow: Flow) -> Candidates:
    """What is worth trying in a flow."""
    sources = _sources(flow)
    found: dict[Path, dict[str, None]] = defaultdict(dict)
    for subject, condition in _tests(flow):
        for path in _origins(subject, sources):
            for text in passing(condition.type, condition.value):
                found[path][text] = None
    values = {path: (*texts, *_others(texts)) for path, texts in found.items()}
    return Candidates(values, _reads_clock(flow.document))


def news_of(widget: Widget, known: Candidates) -> Iterator[News]:
    """What may be reported to a waiting widget, or answered to what it asked."""
    values = known.of_widget(widget.name)
    for event, news in BEHAVIOURS[widget.type].news.items():
        if event == "speech" and not widget.leads_on("speech"):
            continue
        yield from _variants(event, news, values)


def beginnings(flow: Flow, known: Candidates) -> Iterator[dict[str, Any]]:
    """Calls, messages, REST requests and parents' calls that the flow answers, as the first input's
    parameters."""
    trigger = flow.widgets[flow.initial_state]
    values = _addressed(known)
    for event, kind in _TRIGGERS.items():
        if trigger.leads_on(event):
            for chosen in _products(values):
                yield {**kind, "From": "+8613800138000", "To": "4008888888", **_beginning(chosen, kind)}


_TRIGGERS: Mapping[str, dict[str, Any]] = {
    "incomingCall": {"CallSid": "CA" + "0" * 32, "CallStatus": "ringing", "Direction": "inbound"},
    "incomingMessage": {"MessageSid": "SM" + "0" * 32, "Body": "hi"},
    "incomingConversationMessage": {"ConversationSid": "CH" + "0" * 32, "Body": "hi"},
    "incomingParent": {"ParentFlowSid": "FW" + "0" * 32, "CallSid": "CA" + "0" * 32, "Parameters": {}},
    "incomingRequest": {"Parameters": {}},
}


def _addressed(known: Candidates) -> dict[Path, tuple[str, ...]]:
    values: dict[Path, tuple[str, ...]] = {}
    for path, texts in known.values.items():
        match path:
            case ("trigger", "call" | "message" | "conversation", *names) if names:
                values[tuple(names)] = texts
            case ("trigger", "request" | "parent", "parameters", *names) | ("flow", "data", *names) if names:
                values[("Parameters", *names)] = texts
            case ("trigger", "request", "from" | "to" as name):
                values[(name.title(),)] = texts
            case ("contact" | "flow" as whose, "channel", "address"):
                values[(whose,)] = texts
    return values


def _beginning(chosen: Mapping[Path, str], kind: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    # A REST request names the contact as `To`.
    sides = ("To", "From") if kind == {"Parameters": {}} else ("From", "To")
    addresses = dict(zip(("contact", "flow"), sides, strict=True))
    for path, text in chosen.items():
        if path[0] != "Parameters" or "Parameters" in kind:
            known = _placed(known, (addresses.get(path[0], path[0]), *path[1:]), text)
    return known


def _variants(event: str, news: News, values: Mapping[Path, tuple[str, ...]]) -> Iterator[News]:
    if news.kind is InputKind.ANSWER:
        if not 200 <= int(news.params["status_code"]) < 300:
            yield news
            return
        for chosen in _products(values):
            yield _answer(news, chosen)
        return
    keyed = {"keypress": ("Digits",), "speech": ("SpeechResult",), "incomingMessage": ("inbound", "Body")}
    path = keyed.get(event)
    texts = values.get(path, ()) if path else ()
    if event == "keypress":
        # Most flows that take a word take it as keys somewhere too, and the other way round.
        texts = tuple(text for text in texts if text) or ("1",)
    for text in texts or (None,):
        yield News(news.params if text is None or path is None else {**news.params, path[-1]: text})
    for other, more in values.items():
        if len(other) == 1 and other[0] not in {"Digits", "SpeechResult"} and not path:
            yield from (News({**news.params, other[0]: text}) for text in more)


def _answer(news: News, chosen: Mapping[Path, str]) -> News:
    """An answer whose JSON says what was chosen."""
    content: Any = {}
    status = 200
    body: str | None = None
    for path, text in chosen.items():
        match path:
            case ("status_code",):
                status = int(text) if text.isdigit() and 200 <= int(text) < 300 else 200
            case ("body",):
                body = text
            case ("parsed" | "outbound", *rest) if rest:
                content = _placed(content, tuple(rest), text)
    text = json.dumps(content, ensure_ascii=False) if body is None else body
    return News({**news.params, "status_code": status, "body": text}, InputKind.ANSWER)


def _placed(content: Any, path: Path, text: str) -> Any:
    """The content with `text` at a path; a number or the name of an index is a place in a list."""
    if not path:
        return text
    head, rest = path[0], path[1:]
    if head.startswith("#"):
        items = content if isinstance(content, list) else []
        return [_placed(items[0] if items else {}, rest, text)] * 3
    if head == "size":
        return ["x"] * (int(text) if text.isdigit() else 1)
    known = dict(content) if isinstance(content, dict) else {}
    known[head] = _placed(known.get(head, {}), rest, text)
    return known


def _products(values: Mapping[Path, tuple[str, ...]]) -> Iterator[dict[Path, str]]:
    """Every choice of all values; when that is too many, every three beside the first of the rest."""
    names = list(values)
    count = 1
    for texts in values.values():
        count *= len(texts)
    if count <= _MOST_ANSWERS:
        for chosen in itertools.product(*values.values()):
            yield dict(zip(names, chosen, strict=True))
        return
    first = {name: texts[0] for name, texts in values.items()}
    for some in itertools.combinations(names, min(len(names), 3)):
        for texts in itertools.product(*(values[name] for name in some)):
            yield {**first, **dict(zip(some, texts, strict=True))}


def can_hold(flow: Flow, widget: Widget, condition: Condition) -> bool:
    """Whether a test can pass at all: one that reads nothing a caller or service says is always the same."""
    subject = condition.arguments[0] if condition.arguments else str(widget.properties.get("input", ""))
    if any(_is_known(flow, path) for path in _paths(subject)) or _reads_clock(subject):
        return True
    return holds(condition.type, render(subject, {}), render(condition.value, {}))


def _is_known(flow: Flow, path: Path) -> bool:
    """Whether anything ever stands at a path: a split, for one, has no outputs."""
    if path[0] != "widgets":
        return True
    widget = flow.widgets.get(path[1])
    return widget is not None and widget.type not in {"split-based-on", "trigger", "say-play"}


def _reads_clock(template: str) -> bool:
    return any("now" in block or "today" in block for block in _BLOCK.findall(template))


def _tests(flow: Flow) -> Iterator[tuple[str, Condition]]:
    for widget in flow.widgets.values():
        for transition in widget.transitions:
            for condition in transition.conditions:
                subject = condition.arguments[0] if condition.arguments else ""
                yield subject or str(widget.properties.get("input", "")), condition


def _sources(flow: Flow) -> Mapping[Path, set[Path]]:
    """What each variable was made from."""
    made: dict[Path, set[Path]] = defaultdict(set)
    for widget in flow.widgets.values():
        if widget.type == "set-variables":
            for pair in widget.properties.get("variables") or []:
                read = set(_paths(pair["value"]))
                made[("flow", "variables", pair["key"])] |= read
                made[("widgets", widget.name, pair["key"])] |= read
    return made


def _origins(template: str, sources: Mapping[Path, set[Path]]) -> Iterator[Path]:
    seen: set[Path] = set()
    todo = list(_paths(template))
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        if path in sources:
            todo.extend(sources[path])
        else:
            yield path


def _paths(template: str) -> Iterator[Path]:
    for block in _BLOCK.findall(template):
        for root, rest in _PATH.findall(block):
            parts = [root]
            for dotted, bracketed in _PART.findall(rest):
                is_name = dotted or not (bracketed.isdigit() or re.fullmatch(r"[A-Za-z_]\w*", bracketed))
                is_quoted = f"['{bracketed}']" in rest or f'["{bracketed}"]' in rest
                parts.append(dotted or (bracketed if is_name or is_quoted else f"#{bracketed}"))
            yield tuple(parts)


def _others(texts: Mapping[str, None]) -> Iterator[str]:
    """What passes none of the tests."""
    yield from (text for text in (NOTHING_SPECIAL, "#", "") if text not in texts)
