"""Taking a workspace's definitions in: what would change, and changing it.

A thing is known again by its SID, else by its name; one that is known by its name keeps our SID, and the SIDs
in the workflows' configurations are rewritten accordingly. Nothing of ours is removed.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from chalicelib import calls, routing
from chalicelib.problems import Problem
from chalicelib.taskrouter import store
from chalicelib.taskrouter.activities import add_activity
from chalicelib.taskrouter.channels import channels, one_of_each
from chalicelib.taskrouter.exchange import (
    ActivityPart,
    ChannelPart,
    Definitions,
    QueuePart,
    WorkerPart,
    WorkflowPart,
    ours,
)
from chalicelib.taskrouter.notes import WorkflowNote, note_body
from chalicelib.taskrouter.present import compact
from chalicelib.taskrouter.resources.task_queues import new_queue
from chalicelib.taskrouter.store import Kind
from chalicelib.web.twilio_api import iso_date

_SID = re.compile(r"\bW[AKQW][0-9a-f]{32}\b")
# What TaskRouter's own new workspaces call the center's activities.
_SAME_ACTIVITY = {"idle": "Available", "unavailable": "Busy"}
P = TypeVar("P", ActivityPart, QueuePart, WorkerPart, WorkflowPart)


class Action(StrEnum):
    """What becomes of one thing."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Step:
    """One thing of the document: what is done with it, and which fields change from what to what."""

    kind: str
    name: str
    sid: str
    action: Action
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """Every step, and the definitions with our SIDs."""

    steps: tuple[Step, ...]
    wanted: Definitions

    @property
    def refused(self) -> list[Step]:
        """What cannot be taken in."""
        return [step for step in self.steps if step.action is Action.REFUSE]


def plan(document: Definitions) -> Plan:
    """What taking the document in would do. Reads only."""
    here = ours()
    known = _sids(document, here)
    wanted = _renamed(document, known)
    steps = [
        *_compared("activity", _without_states(wanted.activities), here.activities),
        *_channels(wanted.task_channels),
        *_compared("task queue", wanted.task_queues, here.task_queues),
        *_compared("worker", wanted.workers, here.workers),
        *_compared("workflow", wanted.workflows, here.workflows),
    ]
    return Plan(tuple(steps), wanted)


def take_in(document: Definitions, now: datetime) -> Plan:
    """Do it, thing by thing; one that is refused is told in its step and does not stop the others. Doing it
    again changes nothing."""
    planned = plan(document)
    parts: dict[tuple[str, str], Any] = {
        (kind, part.sid): part
        for kind, found in (
            ("activity", planned.wanted.activities),
            ("task channel", planned.wanted.task_channels),
            ("task queue", planned.wanted.task_queues),
            ("worker", planned.wanted.workers),
            ("workflow", planned.wanted.workflows),
        )
        for part in found
    }
    done = [_done(step, parts.get((step.kind, step.sid)), now) for step in planned.steps]
    return Plan(tuple(done), planned.wanted)


def _done(step: Step, part: Any, now: datetime) -> Step:
    if step.action not in (Action.ADD, Action.CHANGE):
        return step
    try:
        _SAVE[step.kind](part, now)
    except Problem as problem:
        return replace(step, action=Action.REFUSE, reason=problem.message)
    return step


def _save_activity(part: ActivityPart, now: datetime) -> None:
    add_activity(part.friendly_name, part.available, str(iso_date(now)), part.sid)


def _save_channel(part: ChannelPart, now: datetime) -> None:
    calls.run(routing.define_channel(part.unique_name, now), now)
    at = iso_date(now)
    note = {"friendly_name": part.friendly_name, "created_at": at, "updated_at": at}
    store.put_note(Kind.CHANNEL, part.unique_name, note)


def _save_queue(part: QueuePart, now: datetime) -> None:
    body = {**asdict(part), **(part.trunkline or {})}
    del body["trunkline"]
    base = {**asdict(new_queue(part.sid, part.friendly_name)), **body}
    calls.run(routing.define_queue(routing.queue_of(base), now), now)
    note = store.note_of(Kind.QUEUE, part.sid)
    at = iso_date(now)
    store.put_note(Kind.QUEUE, part.sid, {"created_at": at, **note, "updated_at": at})


def _save_worker(part: WorkerPart, now: datetime) -> None:
    is_new = routing.worker_named(part.friendly_name) is None
    calls.run(routing.define_worker(part.sid, part.friendly_name, part.attributes, now), now)
    capacity = part.capacity or (one_of_each() if is_new else None)
    if capacity:
        calls.run(routing.set_capacity(part.sid, capacity, now), now)


def _save_workflow(part: WorkflowPart, now: datetime) -> None:
    routing.define_workflow(
        routing.WorkflowDefinition(
            part.sid, part.friendly_name, part.configuration, part.task_reservation_timeout
        )
    )
    note = WorkflowNote(
        part.assignment_callback_url,
        part.fallback_assignment_callback_url,
        updated_at=iso_date(now),
    )
    store.put_note(Kind.WORKFLOW, part.sid, note_body(note))


_SAVE: Mapping[str, Callable[[Any, datetime], None]] = {
    "activity": _save_activity,
    "task channel": _save_channel,
    "task queue": _save_queue,
    "worker": _save_worker,
    "workflow": _save_workflow,
}

_FIXED = {"activity": {"friendly_name", "available"}, "worker": {"friendly_name"}}
_KEPT = {"activity": "An activity keeps its name and what it is", "worker": "A worker keeps its name"}


def _compared(kind: str, wanted: Sequence[P], here: Sequence[P]) -> Iterator[Step]:
    by_sid = {one.sid: one for one in here}
    for part in wanted:
        mine = by_sid.get(part.sid)
        if mine is None:
            yield Step(kind, part.friendly_name, part.sid, Action.ADD)
            continue
        changes = _changes(part, mine)
        reason = _KEPT[kind] if _FIXED.get(kind, set()) & changes.keys() else ""
        action = Action.REFUSE if reason else Action.CHANGE if changes else Action.SAME
        yield Step(kind, part.friendly_name, part.sid, action, changes, reason)


def _changes(part: P, mine: P) -> dict[str, tuple[Any, Any]]:
    wanted, have = asdict(part), asdict(mine)
    for ours_alone in ("trunkline", "capacity"):
        if wanted.get(ours_alone, ...) is None:
            del wanted[ours_alone]
    return {name: (have[name], value) for name, value in wanted.items() if have[name] != value}


def _channels(found: Sequence[ChannelPart]) -> Iterator[Step]:
    here = {one.unique_name for one in channels()}
    for part in found:
        action = Action.SAME if part.unique_name in here else Action.ADD
        yield Step("task channel", part.unique_name, part.sid, action)


def _sids(document: Definitions, here: Definitions) -> dict[str, str]:
    """Our SID for each of theirs that is known here by its name."""
    known: dict[str, str] = {}
    for theirs, mine in (
        (document.activities, here.activities),
        (document.task_queues, here.task_queues),
        (document.workers, here.workers),
        (document.workflows, here.workflows),
    ):
        sids = {one.sid for one in mine}
        by_name = {one.friendly_name.casefold(): one for one in mine}
        for part in theirs:
            name = part.friendly_name.casefold()
            found = by_name.get(name) or by_name.get(_SAME_ACTIVITY.get(name, "").casefold())
            if part.sid not in sids and found:
                known[part.sid] = found.sid
    return known


def _renamed(document: Definitions, known: Mapping[str, str]) -> Definitions:
    def ours_of(part: P) -> P:
        return replace(part, sid=known.get(part.sid, part.sid))

    return replace(
        document,
        activities=tuple(map(ours_of, document.activities)),
        task_queues=tuple(map(ours_of, document.task_queues)),
        workers=tuple(map(ours_of, document.workers)),
        workflows=tuple(
            replace(ours_of(one), configuration=_rewritten(one.configuration, known))
            for one in document.workflows
        ),
    )


def _rewritten(configuration: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    text = _SID.sub(lambda found: known.get(found[0], found[0]), compact(configuration))
    return dict(json.loads(text))


def _without_states(found: Sequence[ActivityPart]) -> list[ActivityPart]:
    """Activities that are the center's own under another name are the center's own."""
    by_sid = {one.sid: one for one in ours().activities}
    return [by_sid[one.sid] if _is_own_by_another_name(one, by_sid) else one for one in found]


def _is_own_by_another_name(part: ActivityPart, by_sid: Mapping[str, ActivityPart]) -> bool:
    mine = by_sid.get(part.sid)
    return mine is not None and (
        _SAME_ACTIVITY.get(part.friendly_name.casefold()) == mine.friendly_name
        and part.available == mine.available
    )
