"""/Workspaces/{}/Workers"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import Field

from chalicelib import calls, people, routing
from chalicelib.problems import Conflict, Invalid, NotFound
from chalicelib.routing import ActivityName, Worker
from chalicelib.taskrouter import store
from chalicelib.taskrouter.activities import Activity, activities, activity_named, activity_of, own
from chalicelib.taskrouter.channels import one_of_each
from chalicelib.taskrouter.entering import enter
from chalicelib.taskrouter.json_text import in_order, json_object
from chalicelib.taskrouter.present import worker_json
from chalicelib.taskrouter.sids import derived, fresh
from chalicelib.taskrouter.store import Kind
from chalicelib.taskrouter.workspace import HERE, workspace
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, Versioned, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/Workers")


class NewWorker(TwilioForm):
    """A worker to be made."""

    friendly_name: str = Field(min_length=1, max_length=64)
    activity_sid: str | None = None
    attributes: str = "{}"


class WorkerForm(TwilioForm):
    """What of a worker can be changed."""

    friendly_name: str | None = Field(default=None, min_length=1, max_length=64)
    activity_sid: str | None = None
    attributes: str | None = None
    reject_pending_reservations: bool | None = None


class ListWorkers(Paged):
    """Filters of the list."""

    activity_name: str | None = None
    activity_sid: str | None = None
    available: bool | None = None
    friendly_name: str | None = None
    target_workers_expression: str | None = None
    task_queue_name: str | None = None
    task_queue_sid: str | None = None
    ordering: str | None = None


@routes("GET", query=ListWorkers)
def list_workers(call: TwilioCall[TwilioForm, ListWorkers]) -> TwilioPage:
    """The workers that every filter lets through, by name unless ordered otherwise."""
    show = shown_by()
    found = in_order(
        filter(_wanted(call.query), routing.workers()),
        call.query.ordering,
        {"DateStatusChanged": lambda one: one.since, "FriendlyName": lambda one: one.friendly_name},
    )
    return page_of("workers", call.query, found, lambda one: one.sid, show)


@routes("POST", body=NewWorker, status=201)
def create_worker(call: TwilioCall[NewWorker, TwilioForm]) -> Versioned:
    """Make a worker that takes one contact of each channel; without an activity it is what the workspace
    says, Offline by default. Conflict when the name is taken."""
    form, sid = call.body, fresh("WK")
    wanted = form.activity_sid or workspace().default_activity_sid
    chosen = activity_named(wanted) if wanted else None
    attributes = json_object(form.attributes, "Attributes")
    if routing.worker_named(form.friendly_name):
        raise Conflict(f"A worker with the FriendlyName {form.friendly_name} already exists")
    calls.run(routing.define_worker(sid, form.friendly_name, attributes, call.now), call.now)
    calls.run(routing.set_capacity(sid, one_of_each(), call.now), call.now)
    at = iso_date(call.now)
    store.put_note(Kind.WORKER, sid, {"created_at": at, "updated_at": at})
    if chosen:
        enter(sid, chosen.sid, call.now)
    return _shown(sid)


@routes("GET", "/{worker_sid}")
def fetch_worker(call: TwilioCall[TwilioForm, TwilioForm]) -> Versioned:
    """One worker."""
    return _shown(call.path["worker_sid"])


@routes("POST", "/{worker_sid}", body=WorkerForm)
def update_worker(call: TwilioCall[WorkerForm, TwilioForm]) -> Versioned:
    """Change a worker's attributes or activity; agents whose phones must ring or stop, do."""
    form, worker = call.body, routing.worker(call.path["worker_sid"])
    call.require_version(_shown(worker.sid).etag)
    chosen = activity_named(form.activity_sid) if form.activity_sid else None
    if form.reject_pending_reservations and (chosen is None or chosen.available):
        raise Invalid(
            "RejectPendingReservations needs an unavailable activity", field="RejectPendingReservations"
        )
    attributes = json_object(form.attributes, "Attributes") if form.attributes is not None else None
    if form.friendly_name and form.friendly_name != worker.friendly_name:
        _rename(worker, form.friendly_name, call.now)
    if attributes is not None:
        calls.run(routing.define_worker(worker.sid, worker.friendly_name, attributes, call.now), call.now)
    if form.has("attributes", "friendly_name"):
        store.change_note(Kind.WORKER, worker.sid, updated_at=iso_date(call.now))
    if chosen:
        enter(worker.sid, chosen.sid, call.now)
    return _shown(worker.sid)


@routes("DELETE", "/{worker_sid}")
def delete_worker(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Remove a worker that has nothing to do. One that is a user signs out first."""
    worker = routing.worker(call.path["worker_sid"])
    call.require_version(_shown(worker.sid).etag)
    if worker.activity is not ActivityName.OFFLINE and not worker.reservations and not _is_user(worker.sid):
        enter(worker.sid, own(ActivityName.OFFLINE).sid, call.now)
    routing.delete_worker(worker.sid, call.now)
    store.forget_note(Kind.WORKER, worker.sid)


def _rename(worker: Worker, friendly_name: str, now: datetime) -> None:
    """A user's worker has the name that the user signs in with, and that its telephone is rung by."""
    if _is_user(worker.sid):
        raise Invalid("This worker is a user: it keeps the user's name", field="FriendlyName")
    routing.rename_worker(worker.sid, friendly_name, now)


def _is_user(worker_sid: str) -> bool:
    try:
        people.fetch_user(people.user_id_of_worker(worker_sid))
    except NotFound:
        return False
    return True


def shown_by() -> Callable[[Worker], dict[str, Any]]:
    """How workers are shown: the activities and notes are read once for a whole list."""
    known, noted = activities(), store.notes(Kind.WORKER)
    return lambda one: worker_json(one, activity_of(one, known), noted.get(one.sid, {}))


def _shown(sid: str) -> Versioned:
    worker = routing.worker(sid)
    return Versioned(shown_by()(worker), version_of(worker))


def version_of(worker: Worker) -> str:
    """Changes with the name, the attributes and the activity."""
    attributes = str(sorted(worker.attributes.items()))
    return derived("", worker.friendly_name, attributes, worker.activity, worker.reason or "")


def _wanted(query: ListWorkers) -> Callable[[Worker], bool]:
    """Whether a worker passes every filter; definitions are read once for the whole list."""
    known = activities()
    queue = query.task_queue_name or _queue_name(query.task_queue_sid)

    def passes(worker: Worker) -> bool:
        chosen = activity_of(worker, known)
        return (
            query.friendly_name in (None, worker.friendly_name)
            and query.activity_name in (None, chosen.friendly_name)
            and query.activity_sid in (None, chosen.sid)
            and query.available in (None, chosen.available)
            and (queue is None or queue in worker.queues)
            and _matches(query.target_workers_expression, worker, chosen)
        )

    return passes


def _queue_name(sid: str | None) -> str | None:
    if sid is None:
        return None
    return next((one.friendly_name for one in routing.queues() if one.sid == sid), "")


def _matches(expression: str | None, worker: Worker, chosen: Activity) -> bool:
    """A worker as TargetWorkersExpression sees it: its attributes, and what it is."""
    if not expression:
        return True
    own = {
        "sid": worker.sid,
        "friendly_name": worker.friendly_name,
        "activity_sid": chosen.sid,
        "activity_name": chosen.friendly_name,
    }
    about = {**worker.attributes, **own}
    return routing.matches(expression, {"worker": about, **about})
