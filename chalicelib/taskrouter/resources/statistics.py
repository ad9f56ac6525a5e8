"""Statistics of the workspace, its workers, queues and workflows: of a period, of this moment, or both."""

from collections.abc import Sequence
from typing import Any

from chalicelib import routing
from chalicelib.aws.settings import settings
from chalicelib.routing import Task, TaskQueue, Worker
from chalicelib.taskrouter.figures import (
    Log,
    open_tasks,
    read_log,
    realtime_of_queue,
    realtime_of_tasks,
    realtime_of_workers,
)
from chalicelib.taskrouter.references import named
from chalicelib.taskrouter.resources.periods import OfNow, OfPeriod, OfQueues, OfWorkers, QueuesNow
from chalicelib.taskrouter.resources.task_queues import queue_with
from chalicelib.taskrouter.resources.workflows import workflow_with
from chalicelib.taskrouter.statistics import Scope
from chalicelib.taskrouter.workspace import HERE, address, workspace_sid
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, api_url
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import TwilioPage, page_of

routes = TwilioRoutes(HERE)
_OF_ALL = (
    "start_time end_time avg_task_acceptance_time split_by_wait_time "
    "reservations_created reservations_accepted reservations_rejected reservations_timed_out "
    "reservations_canceled reservations_rescinded wait_duration_until_accepted wait_duration_until_canceled "
    "tasks_canceled tasks_completed tasks_deleted tasks_moved"
)
_OF_QUEUE = f"{_OF_ALL} tasks_entered wait_duration_in_queue_until_accepted".split()
_OF_WORKFLOW = f"{_OF_ALL} tasks_entered tasks_timed_out_in_workflow".split()
_OF_WORKSPACE = f"{_OF_ALL} tasks_created tasks_timed_out_in_workflow".split()
Shown = dict[str, Any]


# --- the workspace -----------------------------------------------------------------------------------


@routes("GET", "/Statistics", query=OfPeriod)
def workspace_statistics(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """Both kinds."""
    both = {"realtime": _workspace_now(call), "cumulative": _cumulative(call, Scope(), _OF_WORKSPACE)}
    return _shown("Statistics", **both)


@routes("GET", "/RealTimeStatistics", query=OfNow)
def workspace_realtime(call: TwilioCall[TwilioForm, OfNow]) -> Shown:
    """This moment."""
    return _shown("RealTimeStatistics", **_workspace_now(call))


@routes("GET", "/CumulativeStatistics", query=OfPeriod)
def workspace_cumulative(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """A period."""
    return _shown("CumulativeStatistics", **_cumulative(call, Scope(), _OF_WORKSPACE))


def _workspace_now(call: TwilioCall[Any, Any]) -> Shown:
    return {**realtime_of_tasks(_tasks(call), call.now), **realtime_of_workers(routing.workers())}


# --- workers -----------------------------------------------------------------------------------------


@routes("GET", "/Workers/Statistics", query=OfWorkers)
def workers_statistics(call: TwilioCall[TwilioForm, OfWorkers]) -> Shown:
    """Both kinds, of all workers, one of that name, or those of a queue."""
    chosen = _chosen_workers(call.query)
    both = {"realtime": realtime_of_workers(chosen), "cumulative": _of_workers(call, chosen)}
    return _shown("Workers/Statistics", **both)


@routes("GET", "/Workers/RealTimeStatistics", query=OfNow)
def workers_realtime(call: TwilioCall[TwilioForm, OfNow]) -> Shown:
    """This moment."""
    return _shown("Workers/RealTimeStatistics", **realtime_of_workers(routing.workers()))


@routes("GET", "/Workers/CumulativeStatistics", query=OfPeriod)
def workers_cumulative(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """A period."""
    return _shown("Workers/CumulativeStatistics", **_of_workers(call, routing.workers()))


@routes("GET", "/Workers/{worker_sid}/Statistics", query=OfPeriod)
def worker_statistics(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """One worker's period."""
    worker = routing.worker(call.path["worker_sid"])
    place = f"Workers/{worker.sid}/Statistics"
    return _shown(place, worker_sid=worker.sid, cumulative=_of_workers(call, [worker]))


def _chosen_workers(query: OfWorkers) -> list[Worker]:
    queue = query.task_queue_name or (
        named(queue_with, query.task_queue_sid, "TaskQueueSid").friendly_name
        if query.task_queue_sid
        else None
    )
    return [
        worker
        for worker in routing.workers()
        if query.friendly_name in (None, worker.friendly_name) and (queue is None or queue in worker.queues)
    ]


def _of_workers(call: TwilioCall[Any, Any], chosen: Sequence[Worker]) -> Shown:
    scope = Scope(workers=frozenset(worker.sid for worker in chosen), channel=call.query.channel)
    return read_log(call.query.period(call.now)).of_workers(chosen, scope)


# --- queues ------------------------------------------------------------------------------------------


@routes("GET", "/TaskQueues/Statistics", query=OfQueues)
def queues_statistics(call: TwilioCall[TwilioForm, OfQueues]) -> TwilioPage:
    """Both kinds of every queue; what they are made of is read once."""
    wanted = call.query.friendly_name
    found = [queue for queue in routing.queues() if wanted in (None, queue.friendly_name)]
    log, tasks, workers = read_log(call.query.period(call.now)), _tasks(call), routing.workers()

    def present(queue: TaskQueue) -> Shown:
        both = {
            "realtime": realtime_of_queue(queue, tasks, workers, call.now),
            "cumulative": _of_queue(log, queue, call.query),
        }
        return {
            "account_sid": settings().account_sid,
            "workspace_sid": workspace_sid(),
            **_queue_ids(queue),
            **both,
        }

    return page_of("task_queues_statistics", call.query, found, lambda queue: queue.sid, present)


@routes("POST", "/TaskQueues/RealTimeStatistics", body=QueuesNow)
def queues_realtime(call: TwilioCall[QueuesNow, TwilioForm]) -> Shown:
    """This moment of all queues, or of the ones named."""
    named = set(call.body.task_queue_sids or ())
    tasks, workers = open_tasks(), routing.workers()
    data = [
        {**_queue_ids(queue), **realtime_of_queue(queue, tasks, workers, call.now)}
        for queue in routing.queues()
        if not named or queue.sid in named
    ]
    place = "TaskQueues/RealTimeStatistics"
    return _shown(place, task_queue_data=data, task_queue_response_count=len(data))


@routes("GET", "/TaskQueues/{queue_sid}/Statistics", query=OfPeriod)
def queue_statistics(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """Both kinds."""
    queue = queue_with(call.path["queue_sid"])
    log = read_log(call.query.period(call.now))
    both = {"realtime": _queue_now(queue, call), "cumulative": _of_queue(log, queue, call.query)}
    return _shown(f"TaskQueues/{queue.sid}/Statistics", **_queue_ids(queue), **both)


@routes("GET", "/TaskQueues/{queue_sid}/RealTimeStatistics", query=OfNow)
def queue_realtime(call: TwilioCall[TwilioForm, OfNow]) -> Shown:
    """This moment."""
    queue = queue_with(call.path["queue_sid"])
    place = f"TaskQueues/{queue.sid}/RealTimeStatistics"
    return _shown(place, **_queue_ids(queue), **_queue_now(queue, call))


@routes("GET", "/TaskQueues/{queue_sid}/CumulativeStatistics", query=OfPeriod)
def queue_cumulative(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """A period."""
    queue = queue_with(call.path["queue_sid"])
    log = read_log(call.query.period(call.now))
    place = f"TaskQueues/{queue.sid}/CumulativeStatistics"
    return _shown(place, **_queue_ids(queue), **_of_queue(log, queue, call.query))


def _queue_ids(queue: TaskQueue) -> Shown:
    return {"task_queue_sid": queue.sid}


def _queue_now(queue: TaskQueue, call: TwilioCall[Any, Any]) -> Shown:
    return realtime_of_queue(queue, _tasks(call), routing.workers(), call.now)


def _of_queue(log: Log, queue: TaskQueue, query: OfPeriod) -> Shown:
    scope = Scope(queue=queue.friendly_name, channel=query.channel)
    return _only(log.cumulative(scope, query.splits()), _OF_QUEUE)


# --- workflows ---------------------------------------------------------------------------------------


@routes("GET", "/Workflows/{workflow_sid}/Statistics", query=OfPeriod)
def workflow_statistics(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """Both kinds."""
    sid = workflow_with(call.path["workflow_sid"]).sid
    both = {"realtime": _workflow_now(sid, call), "cumulative": _of_workflow(sid, call)}
    return _shown(f"Workflows/{sid}/Statistics", workflow_sid=sid, **both)


@routes("GET", "/Workflows/{workflow_sid}/RealTimeStatistics", query=OfNow)
def workflow_realtime(call: TwilioCall[TwilioForm, OfNow]) -> Shown:
    """This moment."""
    sid = workflow_with(call.path["workflow_sid"]).sid
    return _shown(f"Workflows/{sid}/RealTimeStatistics", workflow_sid=sid, **_workflow_now(sid, call))


@routes("GET", "/Workflows/{workflow_sid}/CumulativeStatistics", query=OfPeriod)
def workflow_cumulative(call: TwilioCall[TwilioForm, OfPeriod]) -> Shown:
    """A period."""
    sid = workflow_with(call.path["workflow_sid"]).sid
    return _shown(f"Workflows/{sid}/CumulativeStatistics", workflow_sid=sid, **_of_workflow(sid, call))


def _workflow_now(sid: str, call: TwilioCall[Any, Any]) -> Shown:
    return realtime_of_tasks([task for task in _tasks(call) if task.workflow_sid == sid], call.now)


def _of_workflow(sid: str, call: TwilioCall[Any, OfPeriod]) -> Shown:
    return _cumulative(call, Scope(workflow_sid=sid), _OF_WORKFLOW)


# --- all of them -------------------------------------------------------------------------------------


def _cumulative(call: TwilioCall[Any, OfPeriod], scope: Scope, names: Sequence[str]) -> Shown:
    log, query = read_log(call.query.period(call.now)), call.query
    asked = Scope(scope.queue, scope.workflow_sid, scope.workers, query.channel)
    return _only(log.cumulative(asked, query.splits()), names)


def _tasks(call: TwilioCall[Any, Any]) -> list[Task]:
    wanted = call.query.channel
    return [task for task in open_tasks() if wanted in (None, task.channel)]


def _only(numbers: Shown, names: Sequence[str]) -> Shown:
    return {name: numbers[name] for name in names}


def _shown(place: str, **numbers: Any) -> Shown:
    return {**_common(), "url": api_url(address(place)), **numbers}


def _common() -> Shown:
    return {"account_sid": settings().account_sid, "workspace_sid": workspace_sid()}
