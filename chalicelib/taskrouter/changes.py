"""Events of what programs change: definitions, and tasks while they are open.

The log tells of contacts and agents. That a worker was made or a queue's expression changed is no part of it,
so these events are kept beside it, for as long as statistics look back, and told to the EventCallbackUrl.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.aws import jobs
from chalicelib.aws.settings import settings
from chalicelib.aws.tables import iso
from chalicelib.taskrouter import store
from chalicelib.taskrouter.event_callbacks import JOB, is_wanted
from chalicelib.taskrouter.event_data import listed
from chalicelib.taskrouter.sids import event_sid
from chalicelib.taskrouter.workspace import Workspace, address, workspace, workspace_sid
from chalicelib.web.twilio_api import api_url

Json = dict[str, Any]
# The log's events of the same task come by the stream: they are laid out before its changes are told.
_STREAM_SECONDS = 5
_PAST = {"create": "created", "update": "updated", "delete": "deleted"}
# By the resource as routes name it: TaskRouter's name, the collection, and the fields an event has of it.
_RESOURCES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "workspace": ("workspace", "", {"friendly_name": "workspace_name"}),
    "activity": (
        "activity",
        "Activities",
        {"sid": "activity_sid", "friendly_name": "activity_name", "available": "activity_available"},
    ),
    "worker": (
        "worker",
        "Workers",
        {
            "sid": "worker_sid",
            "friendly_name": "worker_name",
            "attributes": "worker_attributes",
            "activity_sid": "worker_activity_sid",
            "activity_name": "worker_activity_name",
        },
    ),
    "worker_channel": (
        "worker",
        "Workers",
        {
            "worker_sid": "worker_sid",
            "task_channel_sid": "task_channel_sid",
            "task_channel_unique_name": "task_channel_unique_name",
            "available": "worker_channel_available",
            "configured_capacity": "worker_channel_available_capacity",
            "assigned_tasks": "worker_channel_task_count",
        },
    ),
    "channel": (
        "task-channel",
        "TaskChannels",
        {"sid": "task_channel_sid", "unique_name": "task_channel_unique_name"},
    ),
    "queue": (
        "task-queue",
        "TaskQueues",
        {
            "sid": "task_queue_sid",
            "friendly_name": "task_queue_name",
            "target_workers": "task_queue_target_expression",
        },
    ),
    "workflow": ("workflow", "Workflows", {"sid": "workflow_sid", "friendly_name": "workflow_name"}),
    "task": (
        "task",
        "Tasks",
        {
            "sid": "task_sid",
            "attributes": "task_attributes",
            "age": "task_age",
            "priority": "task_priority",
            "assignment_status": "task_assignment_status",
            "task_queue_sid": "task_queue_sid",
            "task_queue_friendly_name": "task_queue_name",
            "workflow_sid": "workflow_sid",
            "workflow_friendly_name": "workflow_name",
            "task_channel_sid": "task_channel_sid",
            "task_channel_unique_name": "task_channel_unique_name",
        },
    ),
}
# Updates that are events by what was sent; other updates of these resources are none.
_BY_PARAMETER: Mapping[str, Mapping[str, str]] = {
    "worker": {"Attributes": "worker.attributes.update"},
    "worker_channel": {
        "Capacity": "worker.capacity.update",
        "Available": "worker.channel.availability.update",
    },
    "queue": {"TargetWorkers": "task-queue.expression.updated"},
    "task": dict.fromkeys(("Attributes", "Priority", "VirtualStartTime"), "task.updated"),
}


@dataclass(frozen=True)
class Change:
    """One event, as it is kept."""

    sid: str
    type: str
    resource_type: str
    resource_sid: str
    path: tuple[str, ...]
    fields: Mapping[str, Any]
    at: str

    @property
    def description(self) -> str:
        """The sentence that TaskRouter puts beside an event."""
        return f"{self.resource_type.capitalize()} {self.resource_sid} {self.type.rpartition('.')[2]}"


def changes_of(
    handler: str, given: Mapping[str, Any], shown: Mapping[str, Any] | None, sid: str, now: datetime
) -> Iterator[Change]:
    """The events of one request: `create_worker`, its parameters, the resource as it was answered (pure)."""
    verb, _, what = handler.partition("_")
    if what not in _RESOURCES or verb not in _PAST or (what == "task" and verb == "create"):
        return
    resource, collection, named = _RESOURCES[what]
    fields = {name: shown[key] for key, name in named.items() if shown and shown.get(key) is not None}
    about = {f"{resource.replace('-', '_')}_sid": sid, **fields}
    kinds = [f"{resource}.{_PAST[verb]}"]
    if verb == "update" and what in _BY_PARAMETER:
        kinds = list(dict.fromkeys(kind for name, kind in _BY_PARAMETER[what].items() if name in given))
    for kind in kinds:
        made = event_sid(now, sid, kind)
        path = (collection, sid) if collection else ()
        yield Change(made, kind, resource, sid, path, about, iso(now))


def announce(change: Change, now: datetime) -> None:
    """Keep an event, and lay it out for the EventCallbackUrl."""
    store.keep_event(change.at, change.sid, asdict(change), now)
    place = workspace()
    if not place.event_callback_url or not is_wanted(change.type, place):
        return
    form = {name: str(value) for name, value in _form(change, place, now).items()}
    store.put_out(change.resource_sid, f"{change.at}#9999#{change.sid}", {"form": form, "attempts": 0}, now)
    delay = _STREAM_SECONDS if change.resource_type == "task" else 0
    jobs.send(JOB, {"subject": change.resource_sid}, delay_seconds=delay)


def kept_between(start: datetime, end: datetime) -> list[Change]:
    """The events that were kept, in [start, end), the oldest first."""
    return [_read(body) for body in store.kept_events(start, end)]


def change_json(one: Change) -> Json:
    """An Event of the list."""
    return {
        **listed(one, datetime.fromisoformat(one.at)),
        "resource_url": api_url(address(*one.path)),
        "actor_sid": settings().account_sid,
        "actor_type": "account",
        "actor_url": None,
        "source": "api",
        "event_data": {"workspace_sid": workspace_sid(), **one.fields},
    }


def _form(one: Change, place: Workspace, now: datetime) -> Json:
    from pydantic.alias_generators import to_pascal

    fields = {
        "sid": one.sid,
        "account_sid": settings().account_sid,
        "workspace_sid": workspace_sid(),
        "workspace_name": place.friendly_name,
        "event_type": one.type,
        "event_description": one.description,
        "resource_type": one.resource_type,
        "resource_sid": one.resource_sid,
        "timestamp": int(now.timestamp()),
        "timestamp_ms": int(now.timestamp() * 1000),
        **one.fields,
    }
    return {to_pascal(name): value for name, value in fields.items()}


def _read(body: Mapping[str, Any]) -> Change:
    return Change(**{**body, "path": tuple(body["path"])})
