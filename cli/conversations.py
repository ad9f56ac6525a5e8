"""Tests of flows as conversations in YAML: what the caller does, what they must hear, where they end.

    flow: ../courier-main.json          beside this file
    at: 2026-05-11 10:00                the clock, in the center's time zone; a conversation may have its own
    conversations:
      - name: An agent on 0
        from: "+8613800138000"
        steps:
          - hears: 普通话服务请按1
          - presses: "0"
        ends: {queue: consult}

Steps: `hears` (part of a prompt, after the last one heard), `presses`, `says`, `waits` (silence), `returns`
(the answer of the function asked next), `queue` (bridged, leave, hangup, error), `dial`, `leaves` (a message
of so many seconds), `replies`, `takes` (an event of the widget), and `hangs up`.
Ends: `queue: NAME`, `at: WIDGET`, or `over: true`. Each takes milliseconds: nothing is called.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from chalicelib.aws.settings import settings
from chalicelib.ivr.definition import Flow, read_flow
from chalicelib.ivr.publish import sounds_secret
from chalicelib.ivr.simulation import Given, Rehearsal
from chalicelib.ivr.validation import validate

_INPUTS = {
    "presses": "digits",
    "says": "speech",
    "waits": "timeout",
    "returns": "function",
    "queue": "queue_result",
    "dial": "dial_result",
    "leaves": "recorded",
    "replies": "reply",
    "takes": "event",
    "hangs up": "hangup",
}
_NO_ANSWER = {"status_code": 0, "content_type": "", "body": ""}
_AT = "2026-05-11 10:00"


class BadTest(ValueError):
    """A file of conversations that cannot be read; the message says where."""


@dataclass(frozen=True)
class Outcome:
    """How one conversation went; no `why` means well."""

    name: str
    why: str | None


@dataclass
class Report:
    """A file of conversations, and how much of its flow they went through."""

    file: Path
    flow: Flow
    outcomes: list[Outcome] = field(default_factory=list)
    widgets: set[str] = field(default_factory=set)
    transitions: set[tuple[str, int]] = field(default_factory=set)

    @property
    def wanted(self) -> set[tuple[str, int]]:
        """The flow's connections that lead somewhere."""
        return {
            (widget.name, place)
            for widget in self.flow.widgets.values()
            for place, transition in enumerate(widget.transitions)
            if transition.next
        }

    @property
    def has_passed(self) -> bool:
        return all(outcome.why is None for outcome in self.outcomes)


def by_flow(reports: Iterable[Report]) -> list[Report]:
    """One report for each flow: what all its files of conversations went through together."""
    found: dict[str, Report] = {}
    for report in reports:
        whole = found.setdefault(report.flow.name, Report(report.file, report.flow))
        whole.outcomes += report.outcomes
        whole.widgets |= report.widgets
        whole.transitions |= report.transitions
    return list(found.values())


def files_under(place: Path) -> list[Path]:
    """The files of conversations: the one, or every YAML file below a folder."""
    if place.is_file():
        return [place]
    return sorted({*place.rglob("*.yaml"), *place.rglob("*.yml")})


def run(file: Path) -> Report:
    """Hold every conversation of a file."""
    content = _content(file)
    report = Report(file, _flow(file, content))
    for told in content.get("conversations") or []:
        if not isinstance(told, dict) or not isinstance(told.get("steps", []), list):
            raise BadTest(f"{file}: a conversation has a name, steps and an end")
        held = _Conversation(report.flow, {**content, **told})
        report.outcomes.append(Outcome(str(told.get("name", "?")), held.failure()))
        for step in held.rehearsal.steps:
            report.widgets.add(step.widget)
            if step.transition is not None:
                report.transitions.add((step.widget, step.transition))
    return report


@dataclass
class _Conversation:
    flow: Flow
    told: Mapping[str, Any]
    rehearsal: Rehearsal = field(init=False)

    def __post_init__(self) -> None:
        self.hold([])

    def hold(self, inputs: list[Given]) -> None:
        """The conversation from its beginning: it costs less than remembering where it stood."""
        zone = ZoneInfo(settings().time_zone)
        at = datetime.fromisoformat(str(self.told.get("at", _AT))).replace(tzinfo=zone)
        self.rehearsal = Rehearsal(self.flow, at, lambda *_: _NO_ANSWER)
        who = {"From": str(self.told.get("from", "+8613800138000")), "To": str(self.told.get("to", "400"))}
        text = self.told.get("text")
        kind = {"CallSid": "CA1"} if text is None else {"MessageSid": "SM1", "Body": str(text)}
        self.rehearsal.run({**who, **kind}, inputs)

    def failure(self) -> str | None:
        """Why the conversation did not go as told; None when it did."""
        inputs: list[Given] = []
        heard = 0
        for step in self.told.get("steps") or []:
            name, value = _step(step)
            if name == "hears":
                found = self.place_of(str(value), heard)
                if found is None:
                    return f"does not hear {value!r}; hears {self.heard()[heard:]}"
                heard = found + 1
                continue
            inputs.append(Given(_INPUTS[name], value))
            self.hold(inputs)
            if self.rehearsal.error:
                return f"at {step}: {self.rehearsal.error}"
            if self.rehearsal.taken < len(inputs) and name != "returns":
                return f"at {step}: the conversation is over"
        return self.wrong_end()

    def wrong_end(self) -> str | None:
        for what, wanted in (self.told.get("ends") or {}).items():
            found = self.end(what)
            if found != wanted:
                return f"ends with {what} {found!r}, not {wanted!r}"
        return None

    def end(self, what: str) -> Any:
        waiting = self.rehearsal.waits_for
        match what:
            case "queue":
                return waiting.queue if waiting else None
            case "at":
                return waiting.widget if waiting else None
            case "over":
                return self.rehearsal.status == "ended"
        raise BadTest(f"a conversation ends with queue, at or over, not {what!r}")

    def heard(self) -> list[str]:
        return [heard.text for step in self.rehearsal.steps for heard in step.heard]

    def place_of(self, words: str, start: int) -> int | None:
        texts = self.heard()
        return next((n for n in range(start, len(texts)) if words in texts[n]), None)


def _step(step: Any) -> tuple[str, Any]:
    if isinstance(step, str):
        step = {step: None}
    if not isinstance(step, dict) or len(step) != 1:
        raise BadTest(f"a step says one thing, not {step!r}")
    ((name, value),) = step.items()
    if name != "hears" and name not in _INPUTS:
        raise BadTest(f"there is no step {name!r}; there are hears, {', '.join(_INPUTS)}")
    return name, value


def _content(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadTest(f"{file}: {error}") from error
    if not isinstance(content, dict) or "flow" not in content:
        raise BadTest(f"{file}: name the flow's file as `flow`")
    return content


def _flow(file: Path, content: Mapping[str, Any]) -> Flow:
    place = file.parent / str(content["flow"])
    try:
        document = place.read_text("utf-8")
    except OSError as error:
        raise BadTest(f"{file}: {error}") from error
    for problem in validate(document):
        raise BadTest(f"{place}: {problem.path}: {problem.message}")
    secrets = frozenset(_secrets(read_flow(document).widgets, content))
    return read_flow(document, name=place.stem, secrets=secrets)


def _secrets(widgets: Iterable[str], content: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name in widgets if sounds_secret(name))
    yield from content.get("secrets") or ()
