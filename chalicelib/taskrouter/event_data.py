"""The fields that an event carries about its task, worker, queue and workflow."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from pydantic.alias_generators import to_pascal

from chalicelib import contacts, routing
from chalicelib.aws.settings import settings
from chalicelib.contacts import Event, EventType
from chalicelib.problems import NotFound
from chalicelib.routing import Reservation, Task, Worker
from chalicelib.taskrouter.activities import Activity, activity_of
from chalicelib.taskrouter.events import Told, task_of
from chalicelib.taskrouter.names import Names
from chalicelib.taskrouter.present import Json, compact
from chalicelib.taskrouter.task_notes import channel_of
from chalicelib.taskrouter.workspace import Workspace, address, workspace_sid
from chalicelib.web.twilio_api import api_url, iso_date

T = TypeVar("T")


def event_json(one: Told, names: Names) -> Json:
    """An Event of the list: what the log itself knows, no further reads."""
    places = {"reservation": ("Tasks", str(task_of(one.source)), "Reservations"), "worker": ("Workers",)}
    place = places.get(one.resource_type, ("Workflows",) if one.resource_type == "workflow" else ("Tasks",))
    worker = one.source.worker_sid
    return {
        **listed(one, one.source.at),
        "resource_url": api_url(address(*place, one.resource_sid)),
        "actor_sid": worker or settings().account_sid,
        "actor_type": "worker" if worker else "account",
        "actor_url": api_url(address("Workers", worker)) if worker else None,
        "source": "taskrouter",
        "event_data": logged_fields(one, names),
    }


class Listed(Protocol):
    """What every Event of the list says of itself."""

    @property
    def sid(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def resource_type(self) -> str: ...
    @property
    def resource_sid(self) -> str: ...


def listed(one: Listed, at: datetime) -> Json:
    """What the Events of the list have in common, whoever tells them."""
    return {
        "sid": one.sid,
        "account_sid": settings().account_sid,
        "workspace_sid": workspace_sid(),
        "url": api_url(address("Events", one.sid)),
        "event_type": one.type,
        "event_date": iso_date(at),
        "event_date_ms": int(at.timestamp() * 1000),
        "description": one.description,
        "resource_type": one.resource_type,
        "resource_sid": one.resource_sid,
        "source_ip_address": None,
    }


def logged_fields(one: Told, names: Names) -> Json:
    """The fields that the log's entry holds."""
    event = one.source
    queue = names.queue(event.queue)
    workflow_sid = event.data.get("workflow")
    fields: Json = {
        "workspace_sid": workspace_sid(),
        "task_sid": task_of(event),
        "reservation_sid": event.reservation_sid,
        "worker_sid": event.worker_sid,
        "task_queue_sid": queue.sid if queue else None,
        "task_queue_name": queue.friendly_name if queue else None,
        "task_queue_target_expression": queue.target_workers if queue else None,
        "workflow_sid": workflow_sid,
        "workflow_name": names.workflow(workflow_sid),
        "task_priority": event.data.get("priority"),
        "task_canceled_reason": event.data.get("reason") or event.data.get("outcome"),
    }
    if event.type is EventType.AGENT_ACTIVITY:
        fields |= _entered(event, names)
    if not one.type.endswith("canceled"):
        del fields["task_canceled_reason"]
    return {name: value for name, value in fields.items() if value is not None}


def callback_form(one: Told, names: Names, known: list[Activity], place: Workspace) -> dict[str, str]:
    """The parameters of an event callback: PascalCase, every value text; with the task and the worker as they
    are when it is laid out."""
    event = one.source
    task = _there(routing.task, task_of(event))
    worker = _there(routing.worker, event.worker_sid)
    fields: Json = {
        "sid": one.sid,
        "account_sid": settings().account_sid,
        "workspace_name": place.friendly_name,
        "event_type": one.type,
        "event_description": one.description,
        "resource_type": one.resource_type,
        "resource_sid": one.resource_sid,
        "timestamp": int(event.at.timestamp()),
        "timestamp_ms": int(event.at.timestamp() * 1000),
        **logged_fields(one, names),
        **(task_fields(task, names, event.at) if task else {}),
        **(worker_fields(worker, known) if worker else {}),
    }
    if event.type is EventType.AGENT_ACTIVITY:
        fields |= {**_entered(event, names), **_left(event, names)}
    if task and one.type.startswith(("task.", "reservation.")):
        fields["task_assignment_status"] = _STATUS_AFTER.get(one.type, str(task.status))
    return {to_pascal(name): str(value) for name, value in fields.items() if value is not None}


def _entered(event: Event, names: Names) -> Json:
    """The activity that a worker came to; it may be in another by now."""
    chosen = names.activity(event.data["activity"], event.data.get("reason"))
    return {"worker_activity_sid": chosen.sid, "worker_activity_name": chosen.friendly_name}


def _left(event: Event, names: Names) -> Json:
    """The activity that the worker was in until then, and for how long; nothing of its first."""
    before = contacts.event_before(str(event.worker_sid), event.key, "activity:")
    if before is None:
        return {}
    chosen = names.activity(before.data["activity"], before.data.get("reason"))
    lasted = event.at - before.at
    return {
        "worker_previous_activity_sid": chosen.sid,
        "worker_previous_activity_name": chosen.friendly_name,
        "worker_time_in_previous_activity": int(lasted.total_seconds()),
        "worker_time_in_previous_activity_ms": lasted // timedelta(milliseconds=1),
    }


# The task may have moved on since: what it was after the event is part of the event.
_STATUS_AFTER = {
    "task.created": "pending",
    "task.canceled": "canceled",
    "task.wrapup": "wrapping",
    "task.completed": "completed",
    "reservation.created": "reserved",
    "reservation.accepted": "assigned",
    "reservation.rejected": "pending",
    "reservation.timeout": "pending",
    "reservation.wrapup": "wrapping",
    "reservation.completed": "completed",
}


def task_fields(task: Task, names: Names, now: datetime) -> Json:
    """What a callback says of a task."""
    channel = channel_of(task)
    queue = names.queue(task.queue)
    return {
        "task_sid": task.sid,
        "task_attributes": compact(task.attributes),
        "task_age": max(int((now - task.enqueued_at).total_seconds()), 0),
        "task_date_created": int(task.enqueued_at.timestamp()),
        "task_priority": task.priority,
        "task_assignment_status": str(task.status),
        "task_channel_sid": channel.sid,
        "task_channel_unique_name": channel.unique_name,
        "task_queue_sid": queue.sid if queue else None,
        "task_queue_name": queue.friendly_name if queue else None,
        "workflow_sid": task.workflow_sid,
        "workflow_name": names.workflow(task.workflow_sid),
    }


def worker_fields(worker: Worker, known: list[Activity]) -> Json:
    """What a callback says of a worker."""
    chosen = activity_of(worker, known)
    return {
        "worker_sid": worker.sid,
        "worker_name": worker.friendly_name,
        "worker_attributes": compact(worker.attributes),
        "worker_activity_sid": chosen.sid,
        "worker_activity_name": chosen.friendly_name,
    }


def assignment_form(
    reservation: Reservation, task: Task, worker: Worker, names: Names, now: datetime
) -> dict[str, str]:
    """The parameters of an assignment callback."""
    task_part = task_fields(task, names, now)
    wanted = ("task_sid", "task_attributes", "task_age", "task_priority", "task_queue_sid", "workflow_sid")
    fields: Json = {
        "timestamp": int(reservation.created_at.timestamp()),
        "account_sid": settings().account_sid,
        "workspace_sid": workspace_sid(),
        "reservation_sid": reservation.sid,
        "worker_sid": worker.sid,
        "worker_attributes": compact(worker.attributes),
        **{name: task_part[name] for name in wanted},
        "task_channel_sid": task_part["task_channel_sid"],
        "task_channel_unique_name": task_part["task_channel_unique_name"],
    }
    return {to_pascal(name): str(value) for name, value in fields.items() if value is not None}


def _there(read: Callable[[str], T], sid: str | None) -> T | None:
    try:
        return read(sid) if sid else None
    except NotFound:
        return None
