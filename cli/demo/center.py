"""How the demo courier's center is set up: who signs in, which queues wait, which flow answers when."""

import contextlib
import hashlib
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from chalicelib import ivr, people, routing
from chalicelib.aws.settings import settings
from chalicelib.problems import Conflict
from cli.demo.staff import STAFF, Person

QUEUES = (
    ("consult", "咨询", "Consultation"),
    ("complaint", "投诉", "Complaints"),
    ("order", "下单", "Orders"),
    ("vip", "贵宾", "VIP"),
)
# How each queue chooses its agents: a complaint wants the most experienced, orders are shared out evenly, a
# VIP is heard by the first of the group who is free. Consultation takes whoever has been idle longest.
STRATEGIES: Mapping[str, Mapping[str, Any]] = {
    "consult": {
        "precedence": (routing.Precedence("vip"), routing.Precedence("long_distance")),
        "home_area_code": "021",
    },
    "complaint": {"strategy": routing.Strategy.MOST_SKILLED, "skill": "skill_levels.complaint"},
    "order": {"strategy": routing.Strategy.FEWEST_TODAY},
    "vip": {"strategy": routing.Strategy.LINEAR, "linear_order": ("agent3", "agent1")},
}
WORKFLOW = "courier"
# A white-listed caller whom nobody of the VIP group takes for this long is heard by any consultant, first.
VIP_OVERFLOW_SECONDS = 60
# A complaint that nobody takes for this long is heard by whoever is free for consultation.
COMPLAINT_OVERFLOW_SECONDS = 120
COMPLAINT_PRIORITY = 10
VIP_PRIORITY = 20
_VIP = 'customer_tier == "vip"'


def set_up(now: datetime) -> None:
    """Define roles, queues, hours and flows; what is there already is brought to the same state."""
    people.add_default_roles()
    for name, zh, en in QUEUES:
        routing.define_queue(_queue(name, zh, en), now)
    routing.define_workflow(workflow({name: sid("WQ", name) for name, _, _ in QUEUES}))
    # Before the shipped ones: a calendar that is there is left as it is.
    ivr.put_calendar(_always_open())
    ivr.install_shipped(now)


def employ(password: str, now: datetime) -> None:
    """Add everybody, the administrator last."""
    for person in STAFF:
        _employ(person, password, now)


def _queue(name: str, zh: str, en: str) -> routing.TaskQueue:
    return routing.TaskQueue(
        sid=sid("WQ", name),
        friendly_name=name,
        title={"zh": zh, "en": en},
        target_workers=f'skills HAS "{name}"',
        **STRATEGIES[name],
    )


def workflow(queue_sids: Mapping[str, str]) -> routing.WorkflowDefinition:
    """Where the shipped flow's callers wait: in the queue of their key, VIP customers before all others,
    complaints before the rest. White-listed callers have the VIP group's queue. Flows name it by its sid."""

    def to(queue: str, priority: int, **rest: object) -> dict[str, object]:
        return {"queue": queue_sids[queue], "priority": priority, **rest}

    def keyed(queue: str, priority: int) -> list[dict[str, object]]:
        if queue != "complaint":
            return [to(queue, priority)]
        return [to(queue, priority, timeout=COMPLAINT_OVERFLOW_SECONDS), to("consult", priority)]

    vip_group = [to("vip", VIP_PRIORITY, timeout=VIP_OVERFLOW_SECONDS), to("consult", VIP_PRIORITY)]
    filters = [
        {"filter_friendly_name": "white list", "expression": 'queue == "vip"', "targets": vip_group},
        {"filter_friendly_name": "vip complaint", "expression": f'{_VIP} AND queue == "complaint"',
         "targets": keyed("complaint", VIP_PRIORITY + COMPLAINT_PRIORITY)},
        {"filter_friendly_name": "vip order", "expression": f'{_VIP} AND queue == "order"',
         "targets": keyed("order", VIP_PRIORITY)},
        {"filter_friendly_name": "vip", "expression": _VIP, "targets": keyed("consult", VIP_PRIORITY)},
        {"filter_friendly_name": "complaint", "expression": 'queue == "complaint"',
         "targets": keyed("complaint", COMPLAINT_PRIORITY)},
        {"filter_friendly_name": "order", "expression": 'queue == "order"', "targets": keyed("order", 0)},
    ]  # fmt: skip
    configuration = {"task_routing": {"filters": filters, "default_filter": to("consult", 0)}}
    return routing.WorkflowDefinition(sid("WW", WORKFLOW), WORKFLOW, configuration)


def _employ(person: Person, password: str, now: datetime) -> None:
    user_id = people.user_id_of(person.username)
    # A load that was cut short may have come this far.
    with contextlib.suppress(Conflict):
        people.create_user(
            person.username, person.name, person.role, password, by=people.system("demo"), now=now
        )
    if person.skills:
        attributes = {
            "name": person.name, "skills": list(person.skills), "languages": list(person.languages),
            "team": person.team, "contact_uri": f"client:{person.username}",
            "agent_number": person.number, "skill_levels": dict(person.levels),
        }  # fmt: skip
        routing.define_worker(people.worker_sid_of(user_id), person.username, attributes, now)


def _always_open() -> ivr.Calendar:
    """A courier is open around the clock; and the demo must answer whenever somebody tries it."""
    all_day = (ivr.Hours(time(0), time(0)),)
    return ivr.Calendar(name="default", zone=settings().time_zone, weekly=(all_day,) * 7)


def sid(prefix: str, name: str) -> str:
    """The same SID for the same name, so that defining twice defines once."""
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:32]
