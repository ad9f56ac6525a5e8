"""/Workspaces/{}/TaskQueues"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import Field
from pydantic.alias_generators import to_pascal

from chalicelib import calls, routing
from chalicelib.problems import Conflict, NotFound
from chalicelib.routing import ActivityName, TaskQueue
from chalicelib.taskrouter import store
from chalicelib.taskrouter.activities import Activity, activities, activity_named, own
from chalicelib.taskrouter.json_text import in_order, json_object
from chalicelib.taskrouter.notes import QueueNote, read_note
from chalicelib.taskrouter.present import queue_json
from chalicelib.taskrouter.sids import fresh
from chalicelib.taskrouter.store import Kind
from chalicelib.taskrouter.workspace import BORN, HERE, workspace
from chalicelib.values import replace
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

# What TaskRouter gives a reservation unless its workflow says otherwise.
DEFAULT_RING_SECONDS = 120
routes = TwilioRoutes(f"{HERE}/TaskQueues")


class QueueForm(TwilioForm):
    """What of a queue can be set."""

    friendly_name: str | None = Field(default=None, min_length=1, max_length=64)
    target_workers: str | None = None
    max_reserved_workers: int | None = Field(default=None, ge=1, le=50)
    task_order: Literal["FIFO", "LIFO"] | None = None
    reservation_activity_sid: str | None = None
    assignment_activity_sid: str | None = None


class NewQueue(QueueForm):
    """A queue to be made."""

    friendly_name: str = Field(min_length=1, max_length=64)


class ListQueues(Paged):
    """Filters of the list."""

    friendly_name: str | None = None
    evaluate_worker_attributes: str | None = None
    worker_sid: str | None = None
    ordering: str | None = None


@routes("GET", query=ListQueues)
def list_queues(call: TwilioCall[TwilioForm, ListQueues]) -> TwilioPage:
    """The queues that every filter lets through, by name."""
    query, noted = call.query, store.notes(Kind.QUEUE)
    found = [one for one in routing.queues() if query.friendly_name in (None, one.friendly_name)]
    if query.worker_sid:
        served = routing.worker(query.worker_sid).queues
        found = [one for one in found if one.friendly_name in served]
    if query.evaluate_worker_attributes is not None:
        attributes = json_object(query.evaluate_worker_attributes, "EvaluateWorkerAttributes")
        found = [one for one in found if routing.is_for(one, attributes)]
    keys: dict[str, Callable[[TaskQueue], Any]] = {
        "FriendlyName": lambda one: one.friendly_name,
        "DateCreated": lambda one: str(noted.get(one.sid, {}).get("created_at") or BORN),
        "DateUpdated": lambda one: str(noted.get(one.sid, {}).get("updated_at") or BORN),
    }
    known = activities()
    return page_of(
        "task_queues",
        query,
        in_order(found, query.ordering, keys),
        lambda one: one.sid,
        lambda one: queue_json(one, read_note(QueueNote, noted.get(one.sid, {})), known),
    )


@routes("POST", body=NewQueue, status=201)
def create_queue(call: TwilioCall[NewQueue, TwilioForm]) -> dict[str, Any]:
    """Make a queue; workers whose attributes match serve it at once."""
    form = call.body
    _require_free(form.friendly_name)
    made = new_queue(fresh("WQ"), form.friendly_name)
    at = iso_date(call.now)
    return _save(_changed(made, form), call, {"created_at": at, "updated_at": at, **_named(form)})


@routes("GET", "/{queue_sid}")
def fetch_queue(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One queue."""
    return _shown(queue_with(call.path["queue_sid"]))


@routes("POST", "/{queue_sid}", body=QueueForm)
def update_queue(call: TwilioCall[QueueForm, TwilioForm]) -> dict[str, Any]:
    """Change a queue; callers who wait are offered to the workers that now match."""
    before, form = queue_with(call.path["queue_sid"]), call.body
    if form.friendly_name and form.friendly_name != before.friendly_name:
        _require_free(form.friendly_name)
    note = store.note_of(Kind.QUEUE, before.sid)
    return _save(_changed(before, form), call, {**note, "updated_at": iso_date(call.now), **_named(form)})


@routes("DELETE", "/{queue_sid}")
def delete_queue(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Remove a queue that no workflow names and in which nobody waits."""
    one = queue_with(call.path["queue_sid"])
    routing.delete_queue(one.sid, call.now)
    store.forget_note(Kind.QUEUE, one.sid)


def new_queue(sid: str, friendly_name: str) -> TaskQueue:
    """A queue as TaskRouter's are: it has no wrap-up time of its own, and who does not answer an offer of it
    becomes what the workspace says."""
    timeout_sid = workspace().timeout_activity_sid
    timeout = activity_named(timeout_sid) if timeout_sid else own(ActivityName.OFFLINE)
    return TaskQueue(
        sid=sid,
        friendly_name=friendly_name,
        title={"zh": friendly_name, "en": friendly_name},
        rona_activity=rona_activity(timeout),
        wrap_up=routing.WrapUpRule.UNTIL_DONE,
        ring_seconds=DEFAULT_RING_SECONDS,
    )


def rona_activity(timeout: Activity) -> ActivityName | None:
    """What a worker becomes who did not answer; one that is available stays so, to be asked after others."""
    return None if timeout.available else timeout.stands_for


def queue_with(sid: str) -> TaskQueue:
    """The queue with this sid; NotFound."""
    found = next((one for one in routing.queues() if one.sid == sid), None)
    if found is None:
        raise NotFound(f"There is no task queue {sid}.")
    return found


def _named(form: QueueForm) -> dict[str, str | None]:
    """The activities that were sent; an empty one is none."""
    return {
        name: activity_named(sid, to_pascal(name)).sid if sid else None
        for name in ("reservation_activity_sid", "assignment_activity_sid")
        if (sid := getattr(form, name)) is not None
    }


def _changed(queue: TaskQueue, form: QueueForm) -> TaskQueue:
    changes = {
        name: value
        for name in ("friendly_name", "target_workers", "task_order", "max_reserved_workers")
        if (value := getattr(form, name)) is not None
    }
    return replace(queue, **changes)


def _save(queue: TaskQueue, call: TwilioCall[Any, Any], note: Mapping[str, Any]) -> dict[str, Any]:
    calls.run(routing.define_queue(queue, call.now), call.now)
    store.put_note(Kind.QUEUE, queue.sid, note)
    return _shown(queue)


def _shown(queue: TaskQueue) -> dict[str, Any]:
    return queue_json(queue, read_note(QueueNote, store.note_of(Kind.QUEUE, queue.sid)), activities())


def _require_free(friendly_name: str) -> None:
    if any(one.friendly_name == friendly_name for one in routing.queues()):
        raise Conflict(f"A TaskQueue with the FriendlyName {friendly_name} already exists")
