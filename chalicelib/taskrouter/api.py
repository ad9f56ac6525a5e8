"""TaskRouter's REST resources on one blueprint, below /v1/Workspaces."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from chalice import Blueprint

from chalicelib import people
from chalicelib.problems import Conflict, NotFound
from chalicelib.taskrouter.changes import announce, changes_of
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
from chalicelib.web.twilio_api import Handler, Shown, TwilioCall, TwilioError, Versioned

bp = Blueprint(__name__)

# Changes of these are operations that somebody answers for; what befalls tasks and agents is in the log.
_DEFINITIONS = frozenset({"workspace", "activity", "worker", "worker_channel", "queue", "workflow"})
_PAST = {"create": "created", "update": "changed", "delete": "removed"}


def _of_the_workspace(handler: Handler) -> Handler:
    """Only the one workspace is there; a state that does not allow something is a 400 on TaskRouter; changes
    of definitions are noted in the operation log."""

    @wraps(handler)
    def guarded(call: TwilioCall[Any, Any]) -> Any:
        if call.path.get("workspace_sid", workspace_sid()) != workspace_sid():
            raise NotFound(f"There is no workspace {call.path['workspace_sid']}.")
        try:
            shown = handler(call)
        except Conflict as conflict:
            raise TwilioError(20001, conflict.message, 400) from conflict
        _note(handler.__name__, call, shown)
        _tell(handler.__name__, call, shown)
        return shown

    return guarded


def _note(name: str, call: TwilioCall[Any, Any], shown: Shown) -> None:
    verb, _, what = name.partition("_")
    given = call.body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if what not in _DEFINITIONS or verb not in _PAST or given.keys() == {"ActivitySid"}:
        return
    resource = _resource(shown)
    sid = resource.get("sid") if resource else call.path.get(f"{what}_sid")
    people.audit(
        people.system("api"), f"{what}.{_PAST[verb]}", f"{what}:{sid}", None, given or None, call.now
    )


def _tell(name: str, call: TwilioCall[Any, Any], shown: Shown) -> None:
    given = call.body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    resource = _resource(shown)
    sids = [value for name, value in call.path.items() if name != "workspace_sid"]
    sid = (resource or {}).get("worker_sid" if name.endswith("worker_channel") else "sid")
    for change in changes_of(name, given, resource, str(sid or (sids or [workspace_sid()])[0]), call.now):
        announce(change, call.now)


def _resource(shown: Shown) -> Mapping[str, Any] | None:
    body = shown.body if isinstance(shown, Versioned) else shown
    return body if isinstance(body, Mapping) else None


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
