"""Agents as routing's workers: made when somebody first opens a desk, given their skills by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import calls, people, routing
from chalicelib.problems import NotFound
from chalicelib.routing import Worker
from chalicelib.web import Identity

_SHOWN = (
    "skills",
    "languages",
    "team",
    "skill_levels",
    "agent_number",
    "group",
    "site",
    "cost",
    "enterprises",
    "interrupted_by",
)


def worker_of(identity: Identity, now: datetime) -> Worker | None:
    """The worker that this person is, made on first sight with no skills; None for people without a desk."""
    if identity.worker_sid is None:
        return None
    try:
        return routing.worker(identity.worker_sid)
    except NotFound:
        return _employ(identity.worker_sid, identity.username, identity.name, now)


def set_skills(worker_sid: str, wanted: Mapping[str, Any], by: Identity, now: datetime) -> Worker:
    """Give an agent skills, a team, a site and so on; what is not named stays, None takes it away. Routing
    puts the agent to the queues that now match, and calls that waited for such a skill are offered at once.
    NotFound when no user is this agent."""
    before = _known(worker_sid, now)
    capacity = wanted.get("capacity")
    told = {**before.attributes, **{name: wanted[name] for name in wanted.keys() - {"capacity"}}}
    attributes = {name: value for name, value in told.items() if value is not None}
    calls.run(routing.define_worker(worker_sid, before.friendly_name, attributes, now), now)
    if capacity is not None:
        calls.run(routing.set_capacity(worker_sid, capacity, now), now)
    subject = f"agent:{before.friendly_name}"
    after = routing.worker(worker_sid)
    people.audit(by, "agent.changed", subject, _shown(before), _shown(after), now)
    return after


def placed_by(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What the queues' rules go by beside skills. Attributes are free (an imported workspace has its own):
    what is of another kind than ours is as if it were not there."""

    def given(name: str, *kinds: type) -> Any:
        value = attributes.get(name)
        return value if isinstance(value, kinds) and not isinstance(value, bool) else None

    levels = given("skill_levels", dict) or {}
    exceptions = given("interrupted_by", dict) or {}
    return {
        "skill_levels": {name: level for name, level in levels.items() if isinstance(level, int | float)},
        "agent_number": str(number) if (number := given("agent_number", str, int)) else None,
        "group": given("group", str),
        "site": given("site", str),
        "cost": given("cost", int, float),
        "interrupted_by": {
            held: [str(one) for one in offered]
            for held, offered in exceptions.items()
            if isinstance(offered, list | tuple)
        },
        "enterprises": [str(one) for one in given("enterprises", list, tuple) or ()],
    }


def _known(worker_sid: str, now: datetime) -> Worker:
    """The worker, also of a user who has never opened the desk."""
    try:
        return routing.worker(worker_sid)
    except NotFound:
        user = people.fetch_user(people.user_id_of_worker(worker_sid))
        if user.worker_sid != worker_sid:
            raise NotFound("There is no such agent.") from None
        return _employ(worker_sid, user.username, user.name, now)


def _employ(worker_sid: str, username: str, name: str, now: datetime) -> Worker:
    attributes = {"name": name, "contact_uri": f"client:{username}", "skills": [], "languages": []}
    calls.run(routing.define_worker(worker_sid, username, attributes, now), now)
    return routing.worker(worker_sid)


def _shown(worker: Worker) -> dict[str, Any]:
    return {name: worker.attributes.get(name) for name in _SHOWN} | {"capacity": dict(worker.capacity)}
