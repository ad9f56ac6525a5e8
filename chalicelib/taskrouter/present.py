"""The center's own things as TaskRouter's resources: every property that its clients read."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.aws.settings import settings
from chalicelib.routing import ActivityName, Reservation, Task, TaskQueue, Worker, WorkflowDefinition
from chalicelib.taskrouter.activities import Activity, activities, own
from chalicelib.taskrouter.channels import Channel, channel_named
from chalicelib.taskrouter.names import Names
from chalicelib.taskrouter.notes import QueueNote, WorkflowNote
from chalicelib.taskrouter.sids import derived
from chalicelib.taskrouter.task_notes import note_of
from chalicelib.taskrouter.workspace import BORN, Workspace, address, workspace_sid
from chalicelib.web.twilio_api import api_url, iso_date

Json = dict[str, Any]


def compact(value: Mapping[str, Any]) -> str:
    """JSON text as TaskRouter sends it: no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _common(sid: str | None, path: str) -> Json:
    common = {
        "account_sid": settings().account_sid,
        "workspace_sid": workspace_sid(),
        "url": api_url(path),
    }
    return {"sid": sid, **common} if sid else common


def _links(path: str, **places: str) -> Json:
    return {name: api_url(f"{path}/{place}") for name, place in places.items()}


def _statistics(path: str) -> Json:
    return _links(
        path,
        statistics="Statistics",
        real_time_statistics="RealTimeStatistics",
        cumulative_statistics="CumulativeStatistics",
    )


def workspace_json(one: Workspace) -> Json:
    """A Workspace."""
    path = address()
    by_sid, offline = {each.sid: each for each in activities()}, own(ActivityName.OFFLINE)
    default = by_sid.get(one.default_activity_sid or "", offline)
    timeout = by_sid.get(one.timeout_activity_sid or "", offline)
    places = {
        "activities": "Activities",
        "events": "Events",
        "tasks": "Tasks",
        "task_queues": "TaskQueues",
        "workers": "Workers",
        "workflows": "Workflows",
        "task_channels": "TaskChannels",
    }
    return {
        "sid": one.sid,
        "account_sid": settings().account_sid,
        "friendly_name": one.friendly_name,
        "default_activity_sid": default.sid,
        "default_activity_name": default.friendly_name,
        "timeout_activity_sid": timeout.sid,
        "timeout_activity_name": timeout.friendly_name,
        "event_callback_url": one.event_callback_url,
        "events_filter": ",".join(one.events_filter),
        "multi_task_enabled": True,
        "prioritize_queue_order": one.prioritize_queue_order,
        "date_created": one.created_at,
        "date_updated": one.updated_at,
        "url": api_url(path),
        "links": {**_links(path, **places), **_statistics(path)},
    }


def activity_json(one: Activity) -> Json:
    """An Activity."""
    return {
        **_common(one.sid, address("Activities", one.sid)),
        "friendly_name": one.friendly_name,
        "available": one.available,
        "date_created": one.created_at or BORN,
        "date_updated": one.updated_at or BORN,
        "links": {"workspace": api_url(address())},
    }


def channel_json(one: Channel) -> Json:
    """A TaskChannel."""
    return {
        **_common(one.sid, address("TaskChannels", one.sid)),
        "friendly_name": one.friendly_name,
        "unique_name": one.unique_name,
        "channel_optimized_routing": False,
        "date_created": one.created_at or BORN,
        "date_updated": one.updated_at or BORN,
        "links": {"workspace": api_url(address())},
    }


def worker_json(one: Worker, activity: Activity, note: Mapping[str, Any]) -> Json:
    """A Worker. One that was not made here has no dates but that of its state."""
    path = address("Workers", one.sid)
    places = {"channels": "Channels", "reservations": "Reservations", "worker_statistics": "Statistics"}
    return {
        **_common(one.sid, path),
        "friendly_name": one.friendly_name,
        "attributes": compact(one.attributes),
        "activity_sid": activity.sid,
        "activity_name": activity.friendly_name,
        "available": activity.available,
        "date_created": note.get("created_at") or iso_date(one.since),
        "date_updated": note.get("updated_at") or iso_date(one.since),
        "date_status_changed": iso_date(one.since),
        "links": {
            **_links(path, **places),
            "activity": api_url(address("Activities", activity.sid)),
            "workspace": api_url(address()),
        },
    }


def worker_channel_json(
    worker: Worker, channel: Channel, capacity: int, assigned: int, created_at: str
) -> Json:
    """A WorkerChannel; it is as old as its worker."""
    sid = derived("WC", worker.sid, channel.sid)
    free = max(capacity - assigned, 0)
    return {
        **_common(sid, address("Workers", worker.sid, "Channels", sid)),
        "worker_sid": worker.sid,
        "task_channel_sid": channel.sid,
        "task_channel_unique_name": channel.unique_name,
        "configured_capacity": capacity,
        "assigned_tasks": assigned,
        "available": capacity > 0,
        "available_capacity_percentage": round(100 * free / capacity) if capacity else 0,
        "date_created": created_at,
        "date_updated": iso_date(worker.since),
    }


def queue_json(one: TaskQueue, note: QueueNote, known: Sequence[Activity]) -> Json:
    """A TaskQueue; the activities of a reservation and an assignment are kept and shown, nothing more."""
    path = address("TaskQueues", one.sid)
    name = {each.sid: each.friendly_name for each in known}
    reservation, assignment = note.reservation_activity_sid, note.assignment_activity_sid
    return {
        **_common(one.sid, path),
        "friendly_name": one.friendly_name,
        "target_workers": one.target_workers,
        "max_reserved_workers": one.max_reserved_workers,
        "task_order": str(one.task_order),
        "reservation_activity_sid": reservation,
        "reservation_activity_name": name.get(reservation or ""),
        "assignment_activity_sid": assignment,
        "assignment_activity_name": name.get(assignment or ""),
        "date_created": note.created_at or BORN,
        "date_updated": note.updated_at or BORN,
        "links": {
            **_statistics(path),
            "workspace": api_url(address()),
        },
    }


def workflow_json(one: WorkflowDefinition, note: WorkflowNote) -> Json:
    """A Workflow; its configuration is echoed without spaces, unknown keys and all."""
    path = address("Workflows", one.sid)
    return {
        **_common(one.sid, path),
        "friendly_name": one.friendly_name,
        "configuration": compact(one.configuration),
        "assignment_callback_url": note.assignment_callback_url,
        "fallback_assignment_callback_url": note.fallback_assignment_callback_url,
        "task_reservation_timeout": one.reservation_seconds,
        "document_content_type": "application/json",
        "date_created": note.created_at or BORN,
        "date_updated": note.updated_at or BORN,
        "links": {**_statistics(path), "workspace": api_url(address())},
    }


def task_json(one: Task, names: Names, now: datetime) -> Json:
    """A Task."""
    path = address("Tasks", one.sid)
    note = note_of(one)
    channel = channel_named(note.channel)
    queue_sid = names.queue_sid(one.queue)
    workflow_links = {"workflow": api_url(address("Workflows", one.workflow_sid))} if one.workflow_sid else {}
    return {
        **_common(one.sid, path),
        "attributes": compact(one.attributes),
        "addons": "{}",
        "age": max(int((now - datetime.fromisoformat(note.created_at)).total_seconds()), 0),
        "assignment_status": str(one.status),
        "priority": one.priority,
        "reason": one.reason,
        "timeout": note.timeout_seconds,
        "task_queue_sid": queue_sid,
        "task_queue_friendly_name": one.queue or None,
        "task_queue_entered_date": note.created_at,
        "task_channel_sid": channel.sid,
        "task_channel_unique_name": channel.unique_name,
        "workflow_sid": one.workflow_sid,
        "workflow_friendly_name": names.workflow(one.workflow_sid),
        "date_created": note.created_at,
        "date_updated": note.updated_at,
        "virtual_start_time": iso_date(one.enqueued_at),
        "ignore_capacity": False,
        "routing_target": note.routing_target,
        "links": {
            "reservations": api_url(f"{path}/Reservations"),
            "workspace": api_url(address()),
            "task_queue": api_url(address("TaskQueues", queue_sid)) if queue_sid else None,
            **workflow_links,
        },
    }


def reservation_json(one: Reservation, of_worker: bool = False) -> Json:
    """A Reservation, below its task or below its worker."""
    parent = ("Workers", one.worker_sid) if of_worker else ("Tasks", one.task_sid)
    return {
        **_common(one.sid, address(*parent, "Reservations", one.sid)),
        "reservation_status": str(one.status),
        "task_sid": one.task_sid,
        "worker_sid": one.worker_sid,
        "worker_name": one.worker_name,
        "date_created": iso_date(one.created_at),
        "date_updated": iso_date(one.changed_at),
        "links": {
            "task": api_url(address("Tasks", one.task_sid)),
            "worker": api_url(address("Workers", one.worker_sid)),
            "workspace": api_url(address()),
        },
    }
