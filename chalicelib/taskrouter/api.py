"""TaskRouter's REST resources on one blueprint, below /v1/Workspaces."""

from functools import wraps
from typing import Any

from chalice import Blueprint

from chalicelib.problems import Conflict, NotFound
from chalicelib.taskrouter.resources import (
    activities,
    events,
    reservations,
    statistics,
    task_channels,
    task_queues,
    tasks,
    worker_channels,
    workers,
    workflows,
    workspaces,
)
from chalicelib.taskrouter.workspace import workspace_sid
from chalicelib.web.twilio_api import Handler, TwilioCall, TwilioError

bp = Blueprint(__name__)


def _of_the_workspace(handler: Handler) -> Handler:
    """Only the one workspace is there; and a state that does not allow something is a 400 on TaskRouter."""

    @wraps(handler)
    def guarded(call: TwilioCall[Any, Any]) -> Any:
        if call.path.get("workspace_sid", workspace_sid()) != workspace_sid():
            raise NotFound(f"There is no workspace {call.path['workspace_sid']}.")
        try:
            return handler(call)
        except Conflict as conflict:
            raise TwilioError(20001, conflict.message, 400) from conflict

    return guarded


for _routes in (
    workspaces.root,
    workspaces.routes,
    activities.routes,
    statistics.routes,
    workers.routes,
    worker_channels.routes,
    task_channels.routes,
    task_queues.routes,
    workflows.routes,
    tasks.routes,
    reservations.of_task,
    reservations.of_worker,
    events.routes,
):
    _routes.mount(bp, _of_the_workspace)
