"""What changed between two definitions, in words of both languages. Pure.

Widgets are matched by name; one that is gone while another of the same type and properties came is a rename.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_LONGEST_VALUE = 80


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Change:
    """One difference; `widget` is None for the document itself."""

    kind: str
    widget: str | None
    text: Text
    property: str | None = None
    before: Any = None
    after: Any = None


State = Mapping[str, Any]


def changes_between(before: str, after: str) -> list[Change]:
    """Every difference between two definitions, in the order of the newer one."""
    old, new = json.loads(before), json.loads(after)
    renamed = _renames(_states(old), _states(new))
    return [*_document(old, new, renamed), *_widgets(_states(old), _states(new), renamed)]


def _document(old: State, new: State, renamed: Mapping[str, str]) -> Iterator[Change]:
    for name in ("description", "initial_state", "flags"):
        was, now = old.get(name), new.get(name)
        if was == now or (name == "initial_state" and renamed.get(str(was)) == now):
            continue
        said = f"{name}: {_said(was)} → {_said(now)}"
        yield Change("document_changed", None, Text(f"流程 {said}", f"flow {said}"), name, was, now)


def _widgets(
    old: Mapping[str, State], new: Mapping[str, State], renamed: Mapping[str, str]
) -> Iterator[Change]:
    origin = {now: was for was, now in renamed.items()}
    for name, state in new.items():
        was = old.get(origin.get(name, name))
        if was is None:
            kind = state["type"]
            text = Text(f"新增节点“{name}”（{kind}）", f"new widget `{name}` ({kind})")
            yield Change("widget_added", name, text, after=kind)
            continue
        if name in origin:
            text = Text(
                f"节点“{origin[name]}”改名为“{name}”", f"widget `{origin[name]}` is now called `{name}`"
            )
            yield Change("widget_renamed", name, text, before=origin[name], after=name)
        yield from _one(name, was, state, renamed)
    for name, state in old.items():
        if name not in new and name not in renamed:
            kind = state["type"]
            text = Text(f"删除节点“{name}”（{kind}）", f"widget `{name}` ({kind}) is gone")
            yield Change("widget_removed", name, text, before=kind)


def _one(name: str, was: State, now: State, renamed: Mapping[str, str]) -> Iterator[Change]:
    if was["type"] != now["type"]:
        said = f"{was['type']} → {now['type']}"
        text = Text(f"节点“{name}”：类型 {said}", f"widget `{name}`: type {said}")
        yield Change("type_changed", name, text, before=was["type"], after=now["type"])
    yield from _properties(name, was.get("properties") or {}, now.get("properties") or {})
    yield from _transitions(name, _edges(was, renamed), _edges(now, {}))


def _properties(name: str, was: State, now: State) -> Iterator[Change]:
    for key in [*now, *(key for key in was if key not in now)]:
        before, after = was.get(key), now.get(key)
        if before == after:
            continue
        if key == "offset":
            yield Change("moved", name, Text(f"节点“{name}”：移动了位置", f"widget `{name}`: moved"), key)
        elif key not in was:
            said = f"{key} {_said(after)}"
            text = Text(f"节点“{name}”：新增属性 {said}", f"widget `{name}`: new property {said}")
            yield Change("property_added", name, text, key, None, after)
        elif key not in now:
            said = f"{key} {_said(before)}"
            text = Text(f"节点“{name}”：去掉属性 {said}", f"widget `{name}`: property {said} is gone")
            yield Change("property_removed", name, text, key, before, None)
        else:
            said = f"{key} {_said(before)}"
            text = Text(
                f"节点“{name}”：{said} 改为 {_said(after)}", f"widget `{name}`: {said} to {_said(after)}"
            )
            yield Change("property_changed", name, text, key, before, after)


def _transitions(name: str, was: Mapping[str, str | None], now: Mapping[str, str | None]) -> Iterator[Change]:
    for edge, target in now.items():
        before = was.get(edge)
        if before == target:
            continue
        if before is None:
            text = Text(
                f"节点“{name}”：新连线 {edge} → {target}",
                f"widget `{name}`: new transition {edge} → {target}",
            )
            yield Change("transition_added", name, text, edge, None, target)
        elif target is None:
            yield _gone(name, edge, before)
        else:
            said = f"{edge} → {before}"
            text = Text(
                f"节点“{name}”：连线 {said} 改为 → {target}",
                f"widget `{name}`: transition {said} now leads to {target}",
            )
            yield Change("transition_changed", name, text, edge, before, target)
    for edge, before in was.items():
        if edge not in now and before is not None:
            yield _gone(name, edge, before)


def _gone(name: str, edge: str, before: str) -> Change:
    text = Text(
        f"节点“{name}”：去掉连线 {edge} → {before}", f"widget `{name}`: transition {edge} → {before} is gone"
    )
    return Change("transition_removed", name, text, edge, before, None)


def _edges(state: State, renamed: Mapping[str, str]) -> dict[str, str | None]:
    """Where each way out leads, by the way out's own words; a match is told by its conditions."""
    edges: dict[str, str | None] = {}
    for transition in state.get("transitions") or []:
        edge = transition["event"]
        if tests := transition.get("conditions"):
            edge += " " + " & ".join(_condition(test) for test in tests)
        while edge in edges:
            edge += "'"
        following = transition.get("next") or None
        edges[edge] = renamed.get(following, following) if following else None
    return edges


def _condition(test: State) -> str:
    subject = (test.get("arguments") or [""])[0]
    return f"{subject} {test['type']} {_said(test['value'])}"


def _renames(old: Mapping[str, State], new: Mapping[str, State]) -> dict[str, str]:
    came = [name for name in new if name not in old]
    renamed: dict[str, str] = {}
    for name in (name for name in old if name not in new):
        match = next((each for each in came if _is_same(old[name], new[each])), None)
        if match:
            renamed[name] = match
            came.remove(match)
    return renamed


def _is_same(one: State, other: State) -> bool:
    return bool(one["type"] == other["type"] and _content(one) == _content(other))


def _content(state: State) -> Any:
    return {k: v for k, v in (state.get("properties") or {}).items() if k != "offset"}


def _states(content: State) -> dict[str, State]:
    return {state.get("name") or state["type"]: state for state in content["states"]}


def _said(value: Any) -> str:
    if value is None or value == "":
        return "''"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
