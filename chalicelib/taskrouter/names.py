"""The names and SIDs of definitions, looked up once for a whole list of tasks or events."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chalicelib import routing
from chalicelib.routing import ActivityName, TaskQueue, WorkflowDefinition
from chalicelib.taskrouter.activities import Activity, activities, own


@dataclass(frozen=True)
class Names:
    """What tasks, reservations and events refer to."""

    queues: tuple[TaskQueue, ...]
    workflows: tuple[WorkflowDefinition, ...]

    @cached_property
    def _queue_sids(self) -> Mapping[str, str]:
        return {one.friendly_name: one.sid for one in self.queues}

    @cached_property
    def _workflow_names(self) -> Mapping[str, str]:
        return {one.sid: one.friendly_name for one in self.workflows}

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """Every activity, read when one is asked for."""
        return tuple(activities())

    def activity(self, name: str, reason: str | None) -> Activity:
        """The activity that routing's log calls so."""
        entered = ActivityName(name)
        added = (one for one in self.activities if not one.is_own and one.stands_for is entered)
        return next((one for one in added if reason in one.names), own(entered))

    def queue_sid(self, name: str | None) -> str | None:
        """The SID of the queue of this name."""
        return self._queue_sids.get(name or "")

    def queue_name(self, sid: str | None) -> str | None:
        """The name of the queue with this sid."""
        return next((one.friendly_name for one in self.queues if one.sid == sid), None)

    def queue(self, name: str | None) -> TaskQueue | None:
        """The queue of this name."""
        return next((one for one in self.queues if one.friendly_name == name), None)

    def workflow(self, sid: str | None) -> str | None:
        """The name of the workflow with this sid."""
        return self._workflow_names.get(sid or "")


def names() -> Names:
    """The definitions of this moment."""
    return Names(tuple(routing.queues()), tuple(routing.workflows()))
