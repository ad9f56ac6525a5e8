"""A workspace as a document: what TaskRouter's lists give, read, compared with ours, and taken in.

    {"activities": [...], "task_channels": [...], "task_queues": [...], "workers": [...], "workflows": [...]}

Each list holds the resources as the API shows them (a whole list answer with its `meta` will do), or as
command-line tools and libraries do: `taskQueues` with `friendlyName`, a `name`, a list under `resources`.
Ours has only what defines something, in one order, so that an export that was imported exports the same
bytes; what our queues have beyond TaskRouter's stands under `trunkline`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from chalicelib import routing
from chalicelib.problems import Invalid
from chalicelib.taskrouter import store
from chalicelib.taskrouter.activities import activities
from chalicelib.taskrouter.channels import added_channels
from chalicelib.taskrouter.json_text import json_object
from chalicelib.taskrouter.notes import WorkflowNote, read_note
from chalicelib.taskrouter.present import compact
from chalicelib.taskrouter.sids import derived
from chalicelib.taskrouter.store import Kind

# By list: its key in an answer of the API, and how SIDs of it begin.
_LISTS = {
    "activities": ("activities", "WA"),
    "task_channels": ("channels", "TC"),
    "task_queues": ("task_queues", "WQ"),
    "workers": ("workers", "WK"),
    "workflows": ("workflows", "WW"),
}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OLD_NAMES = {"name": "friendly_name", "availability": "available"}
_QUEUE_FIELDS = ("sid", "friendly_name", "target_workers", "task_order", "max_reserved_workers")
LONGEST_CONFIGURATION = 1_038_576


@dataclass(frozen=True)
class ActivityPart:
    """An activity in a document."""

    sid: str
    friendly_name: str
    available: bool = False


@dataclass(frozen=True)
class ChannelPart:
    """A task channel in a document; known by its unique name, whatever its SID."""

    sid: str
    friendly_name: str
    unique_name: str


@dataclass(frozen=True)
class QueuePart:
    """A queue in a document; `trunkline` holds what TaskRouter has no word for."""

    sid: str
    friendly_name: str
    target_workers: str = "1==1"
    task_order: str = "FIFO"
    max_reserved_workers: int = 1
    trunkline: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class WorkerPart:
    """A worker in a document: who it is, not what it is doing. TaskRouter's list of workers has no
    capacities; ours gives them by channel."""

    sid: str
    friendly_name: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    capacity: Mapping[str, int] | None = None


@dataclass(frozen=True)
class WorkflowPart:
    """A workflow in a document."""

    sid: str
    friendly_name: str
    configuration: Mapping[str, Any] = field(default_factory=dict)
    assignment_callback_url: str = ""
    fallback_assignment_callback_url: str = ""
    task_reservation_timeout: int | None = None


@dataclass(frozen=True)
class Definitions:
    """Everything that defines a workspace, each list by name."""

    activities: tuple[ActivityPart, ...] = ()
    task_channels: tuple[ChannelPart, ...] = ()
    task_queues: tuple[QueuePart, ...] = ()
    workers: tuple[WorkerPart, ...] = ()
    workflows: tuple[WorkflowPart, ...] = ()


def read_document(document: Any) -> Definitions:
    """The definitions of a document; Invalid names the list and the place of what is wrong."""
    document = _spelled(document) if isinstance(document, Mapping) else {}
    if not any(name in document for name in _LISTS):
        raise Invalid(f"The file must be a JSON object with some of {', '.join(_LISTS)}")
    return Definitions(
        activities=tuple(_activity(raw, at) for at, raw in _items(document, "activities")),
        task_channels=tuple(_channel(raw) for _, raw in _items(document, "task_channels", "unique_name")),
        task_queues=tuple(_queue(raw) for _, raw in _items(document, "task_queues")),
        workers=tuple(_worker(raw, at) for at, raw in _items(document, "workers")),
        workflows=tuple(_workflow(raw, at) for at, raw in _items(document, "workflows")),
    )


def ours() -> Definitions:
    """The center's own definitions."""
    noted = store.notes(Kind.WORKFLOW)
    return Definitions(
        activities=tuple(ActivityPart(one.sid, one.friendly_name, one.available) for one in activities()),
        task_channels=tuple(
            ChannelPart(one.sid, one.friendly_name, one.unique_name) for one in added_channels()
        ),
        task_queues=tuple(_our_queue(one) for one in routing.queues()),
        workers=tuple(
            WorkerPart(one.sid, one.friendly_name, one.attributes, one.capacity) for one in routing.workers()
        ),
        workflows=tuple(
            _with_note(one, read_note(WorkflowNote, noted.get(one.sid, {}))) for one in routing.workflows()
        ),
    )


def as_text(found: Definitions) -> str:
    """The document's one form: lists by name, keys in order, JSON inside of JSON as the API has it."""
    lists = {
        "activities": [asdict(one) for one in found.activities],
        "task_channels": [asdict(one) for one in found.task_channels],
        "task_queues": [_without_none(asdict(one)) for one in found.task_queues],
        "workers": [{**asdict(one), "attributes": compact(one.attributes)} for one in found.workers],
        "workflows": [
            {**asdict(one), "configuration": compact(one.configuration)} for one in found.workflows
        ],
    }
    by_name = {name: sorted(items, key=_place) for name, items in lists.items()}
    return json.dumps(by_name, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _place(item: Mapping[str, Any]) -> tuple[str, str]:
    return (str(item["friendly_name"]), str(item["sid"]))


def _our_queue(one: routing.TaskQueue) -> QueuePart:
    body = json.loads(json.dumps(asdict(one), ensure_ascii=False))
    more = {name: value for name, value in body.items() if name not in _QUEUE_FIELDS}
    known = {name: body[name] for name in _QUEUE_FIELDS}
    return QueuePart(**known, trunkline=more)


def _with_note(one: routing.WorkflowDefinition, note: WorkflowNote) -> WorkflowPart:
    return WorkflowPart(
        one.sid,
        one.friendly_name,
        one.configuration,
        note.assignment_callback_url,
        note.fallback_assignment_callback_url,
        one.reservation_seconds,
    )


def _without_none(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value is not None}


def _items(
    document: Mapping[str, Any], name: str, needs: str = "friendly_name"
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The resources of one list, each with its place; an answer of the API holds its list under a key. What
    has no SID is known by its name, and gets one that is made of it."""
    key, prefix = _LISTS[name]
    given = document.get(name, [])
    if isinstance(given, Mapping):
        given = given.get(given.get("meta", {}).get("key", key), given.get("resources", []))
    if not isinstance(given, list):
        raise Invalid(f"{name} must be a list", field=name, rule="list")
    for number, one in enumerate(given):
        at = f"{name}[{number}]"
        raw = _spelled(one) if isinstance(one, Mapping) else {}
        if not isinstance(raw.get(needs), str) or not raw[needs]:
            raise Invalid(f"{at} needs a {needs}", field=at, rule="required")
        yield at, {**raw, "sid": raw.get("sid") or derived(prefix, "imported", raw[needs])}


def _spelled(raw: Mapping[str, Any]) -> dict[str, Any]:
    """`friendlyName` as `friendly_name`; `name` for it too, and `availability` for `available`."""
    found = {_HUMP.sub("_", str(name)).lower(): value for name, value in raw.items()}
    for old, now in _OLD_NAMES.items():
        if old in found:
            found.setdefault(now, found[old])
    return found


def _channel(raw: Mapping[str, Any]) -> ChannelPart:
    unique_name = raw["unique_name"]
    return ChannelPart(derived("TC", unique_name), raw.get("friendly_name") or unique_name, unique_name)


def _activity(raw: Mapping[str, Any], at: str) -> ActivityPart:
    available = raw.get("available", False)
    if str(available).lower() in ("true", "false"):
        available = str(available).lower() == "true"
    if not isinstance(available, bool):
        raise Invalid(f"{at}.available must be true or false", field=f"{at}.available", rule="boolean")
    return ActivityPart(raw["sid"], raw["friendly_name"], available)


def _queue(raw: Mapping[str, Any]) -> QueuePart:
    given = {one.name: raw[one.name] for one in fields(QueuePart) if raw.get(one.name) is not None}
    return QueuePart(**given)


def _worker(raw: Mapping[str, Any], at: str) -> WorkerPart:
    attributes = _object(raw.get("attributes"), f"{at}.attributes")
    return WorkerPart(raw["sid"], raw["friendly_name"], attributes, raw.get("capacity"))


def _workflow(raw: Mapping[str, Any], at: str) -> WorkflowPart:
    given = {one.name: raw[one.name] for one in fields(WorkflowPart) if raw.get(one.name) is not None}
    return WorkflowPart(
        **{**given, "configuration": _object(raw.get("configuration"), f"{at}.configuration")}
    )


def _object(value: Any, at: str) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    return json_object(value, at, LONGEST_CONFIGURATION) if isinstance(value, str) else {}
