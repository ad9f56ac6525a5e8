"""The definitions of queues and workflows, and the center's rules: few, read often, so kept for seconds."""

import time
from collections.abc import Iterable
from dataclasses import asdict
from functools import cached_property

from chalicelib.problems import Invalid
from chalicelib.routing.channels import LINES, Interruptions, rules_of
from chalicelib.routing.model import ActivityName, TaskQueue, WorkflowDefinition
from chalicelib.routing.policy import TaskOrder
from chalicelib.routing.queue_form import queue_of
from chalicelib.routing.state import Store, store
from chalicelib.routing.workflow import Workflow, read_workflow
from chalicelib.values import dataclass

CATALOGUE_SECONDS = 5.0
_INTERRUPTIONS = "interruptions"
_QUEUE_ORDER = "queue_order"


@dataclass(frozen=True)
class AddedActivity:
    """An activity that stands for one of the five, told apart by its name as the reason; `names` has the
    earlier ones too."""

    sid: str
    stands_for: ActivityName
    names: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Every queue and workflow and the center's rules, as read a moment ago."""

    queues: tuple[TaskQueue, ...]
    workflows: tuple[WorkflowDefinition, ...]
    interruptions: Interruptions
    read_at: float
    channels: tuple[str, ...] = ()
    activities: tuple[AddedActivity, ...] = ()
    is_lifo_first: bool = False

    @cached_property
    def by_sid(self) -> dict[str, TaskQueue]:
        """Every queue, as matching asks for them."""
        return {queue.sid: queue for queue in self.queues}

    @cached_property
    def _by_reference(self) -> dict[str, TaskQueue]:
        return {q.friendly_name: q for q in self.queues} | {q.sid: q for q in self.queues}

    @cached_property
    def _read(self) -> dict[str, Workflow]:
        return {}

    def queue(self, reference: str) -> TaskQueue | None:
        """The queue with this sid or name."""
        return self._by_reference.get(reference)

    def workflow(self, sid: str) -> Workflow | None:
        """The workflow with this sid, read."""
        if sid not in self._read:
            given = next((each for each in self.workflows if each.sid == sid), None)
            if given is None:
                return None
            self._read[sid] = read_workflow(given.configuration)
        return self._read[sid]


_catalogue: list[tuple[Store, Catalogue]] = []


def catalogue() -> Catalogue:
    """The definitions, at most a few seconds old; a process sees its own changes at once."""
    for read_from, known in _catalogue:
        if read_from is store() and time.monotonic() - known.read_at <= CATALOGUE_SECONDS:
            return known
    found = _read_catalogue()
    _catalogue[:] = [(store(), found)]
    return found


def forget_catalogue() -> None:
    """Read the definitions again at the next use."""
    _catalogue.clear()


def queue_named(reference: str) -> TaskQueue:
    """The queue with this sid or name, looked for once more when it is unknown; raises Invalid."""
    found = catalogue().queue(reference)
    if found is None:
        forget_catalogue()
        found = catalogue().queue(reference)
    if found is None:
        raise Invalid(f"There is no queue {reference}.", field="queue", rule="unknown")
    return found


def workflow_named(sid: str) -> Workflow:
    """The workflow with this sid, looked for once more when it is unknown; raises Invalid."""
    found = catalogue().workflow(sid)
    if found is None:
        forget_catalogue()
        found = catalogue().workflow(sid)
    if found is None:
        raise Invalid(f"There is no workflow {sid}.", field="workflow_sid", rule="unknown")
    return found


def reservation_seconds(workflow_sid: str | None) -> int | None:
    """How long this workflow has workers rung; None when its queues say."""
    known = (each for each in catalogue().workflows if each.sid == workflow_sid)
    return next((each.reservation_seconds for each in known), None)


def save_queue(queue: TaskQueue) -> None:
    """Keep a queue's definition."""
    store().define(f"queue#{queue.sid}", asdict(queue))
    forget_catalogue()


def save_workflow(workflow: WorkflowDefinition) -> None:
    """Keep a workflow's definition."""
    store().define(f"workflow#{workflow.sid}", asdict(workflow))
    forget_catalogue()


def save_interruptions(rules: Interruptions) -> None:
    """Keep the center's interruption rules."""
    store().define(_INTERRUPTIONS, {held: list(offered) for held, offered in rules.items()})
    forget_catalogue()


def drop_queue(sid: str) -> None:
    """Forget a queue's definition."""
    store().undefine(f"queue#{sid}")
    forget_catalogue()


def drop_workflow(sid: str) -> None:
    """Forget a workflow's definition."""
    store().undefine(f"workflow#{sid}")
    forget_catalogue()


def _read_catalogue() -> Catalogue:
    bodies = store().definitions()
    return Catalogue(
        queues=tuple(queue_of(body) for name, body in bodies if name.startswith("queue#")),
        workflows=tuple(WorkflowDefinition(**body) for name, body in bodies if name.startswith("workflow#")),
        channels=tuple(sorted(body["name"] for name, body in bodies if name.startswith("channel#"))),
        activities=tuple(
            AddedActivity(body["sid"], ActivityName(body["stands_for"]), tuple(body["names"]))
            for name, body in bodies
            if name.startswith("activity#")
        ),
        is_lifo_first=dict(bodies).get(_QUEUE_ORDER, {}).get("first") == TaskOrder.LIFO,
        read_at=time.monotonic(),
        interruptions=rules_of(dict(bodies).get(_INTERRUPTIONS)),
    )


def lines() -> tuple[str, ...]:
    """The channels that have lines of their own: the center's, then those that were added."""
    return (*LINES, *catalogue().channels)


def prioritize(order: TaskOrder) -> None:
    """Which queues a worker that serves both kinds serves first; FIFO until the center says otherwise."""
    store().define(_QUEUE_ORDER, {"first": order})
    forget_catalogue()


def save_channel(name: str) -> None:
    """Let tasks come by a channel of one's own."""
    store().define(f"channel#{name}", {"name": name})
    forget_catalogue()


def drop_channel(name: str) -> None:
    """Forget a channel of one's own."""
    store().undefine(f"channel#{name}")
    forget_catalogue()


def save_activity(activity: AddedActivity) -> None:
    """Know an added activity, or another name of it."""
    store().define(f"activity#{activity.sid}", asdict(activity))
    forget_catalogue()


def drop_activity(sid: str) -> None:
    """Forget an added activity."""
    store().undefine(f"activity#{sid}")
    forget_catalogue()


def names_of(queue_sids: Iterable[str]) -> tuple[str, ...]:
    """The names of queues, by the definitions of this moment."""
    found = (catalogue().queue(sid) for sid in queue_sids)
    return tuple(queue.friendly_name for queue in found if queue)
