"""Activities: the center's own five, and those that an administrator adds.

Routing knows five activities and a reason beside each. An added activity stands for one of the five (an
available one for ready, any other for busy) and is told apart by its name as the reason, which is also what
the floor shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib import routing
from chalicelib.problems import Conflict, NotFound
from chalicelib.routing import ActivityName, AddedActivity, Worker
from chalicelib.taskrouter import store
from chalicelib.taskrouter.references import named
from chalicelib.taskrouter.sids import fresh
from chalicelib.taskrouter.store import Kind

_OWN_NAMES = {
    ActivityName.OFFLINE: "Offline",
    ActivityName.READY: "Available",
    ActivityName.BUSY: "Busy",
    ActivityName.SHORT_BREAK: "Short Break",
    ActivityName.MEETING: "Meeting",
}


@dataclass(frozen=True)
class Activity:
    """`names` are the ones it has had: a worker may have entered it under an earlier one."""

    sid: str
    friendly_name: str
    stands_for: ActivityName
    is_own: bool = False
    names: tuple[str, ...] = ()
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def available(self) -> bool:
        """Whether workers in it are offered work."""
        return self.stands_for is ActivityName.READY

    @property
    def reason(self) -> str | None:
        """What tells it from the activity that it stands for."""
        return None if self.is_own else self.friendly_name


def own(name: ActivityName) -> Activity:
    """One of the center's five."""
    return Activity(routing.activity_sid(name), _OWN_NAMES[name], name, is_own=True)


def activities() -> list[Activity]:
    """Every activity: the five, then the added ones by name."""
    added = [
        Activity(
            sid=sid,
            friendly_name=note["friendly_name"],
            stands_for=ActivityName(note["stands_for"]),
            names=tuple(note["names"]),
            created_at=note.get("created_at"),
            updated_at=note.get("updated_at"),
        )
        for sid, note in store.notes(Kind.ACTIVITY).items()
    ]
    return [*map(own, ActivityName), *sorted(added, key=lambda one: (one.friendly_name, one.sid))]


def activity(sid: str) -> Activity:
    """The activity with this sid; NotFound."""
    found = next((one for one in activities() if one.sid == sid), None)
    if found is None:
        raise NotFound(f"There is no activity {sid}.")
    return found


def activity_named(sid: str, field: str = "ActivitySid") -> Activity:
    """The activity that a parameter names; Invalid names the parameter."""
    return named(activity, sid, field)


def activity_of(worker: Worker, known: Sequence[Activity]) -> Activity:
    """The activity a worker is in, among the known ones."""
    for one in known:
        if not one.is_own and one.stands_for is worker.activity and worker.reason in one.names:
            return one
    return own(worker.activity)


def add_activity(friendly_name: str, available: bool, at: str, sid: str | None = None) -> Activity:
    """A further activity; Conflict when the name is taken."""
    _require_free(friendly_name, None)
    stands_for = ActivityName.READY if available else ActivityName.BUSY
    made = sid or fresh("WA")
    note = {"friendly_name": friendly_name, "stands_for": stands_for, "names": [friendly_name]}
    routing.save_activity(AddedActivity(made, stands_for, (friendly_name,)))
    store.put_note(Kind.ACTIVITY, made, {**note, "created_at": at, "updated_at": at})
    return activity(made)


def rename_activity(sid: str, friendly_name: str, at: str) -> Activity:
    """Another name for an added activity; the center's own keep theirs (Conflict)."""
    before = activity(sid)
    if before.friendly_name == friendly_name:
        return before
    if before.is_own:
        raise Conflict(f"{before.friendly_name} is one of the center's own activities.", code="own")
    _require_free(friendly_name, sid)
    names = [*before.names, friendly_name]
    routing.save_activity(AddedActivity(sid, before.stands_for, tuple(names)))
    store.change_note(Kind.ACTIVITY, sid, friendly_name=friendly_name, names=names, updated_at=at)
    return activity(sid)


def remove_activity(sid: str, in_use: bool) -> None:
    """Remove an added activity that nobody is in; Conflict otherwise."""
    before = activity(sid)
    if before.is_own:
        raise Conflict(f"{before.friendly_name} is one of the center's own activities.", code="own")
    if in_use:
        raise Conflict(f"Workers are in the activity {before.friendly_name}.", code="in_use")
    routing.drop_activity(sid)
    store.forget_note(Kind.ACTIVITY, sid)


def _require_free(friendly_name: str, but: str | None) -> None:
    taken = {one.friendly_name.casefold() for one in activities() if one.sid != but}
    if friendly_name.casefold() in taken:
        raise Conflict(f"There is an activity {friendly_name}.", code="name_taken")
