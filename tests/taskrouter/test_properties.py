"""Every resource has every property that the official client's class of it reads."""

import importlib
import inspect
import json
import pkgutil
import re
from typing import Any

import pytest
from twilio.rest.taskrouter.v1 import workspace

from tests.taskrouter.conftest import House

# Where an instance of each of the client's classes is; it has more of them than are listed when it has grown.
PLACES = {
    "WorkspaceInstance": "",
    "ActivityInstance": "/Activities/{WA}",
    "EventInstance": "/Events/{EV}",
    "TaskInstance": "/Tasks/{WT}",
    "TaskChannelInstance": "/TaskChannels/voice",
    "TaskQueueInstance": "/TaskQueues/{WQ}",
    "WorkerInstance": "/Workers/{WK}",
    "WorkflowInstance": "/Workflows/{WW}",
    "task.reservation": "/Tasks/{WT}/Reservations/{WR}",
    "worker.reservation": "/Workers/{WK}/Reservations/{WR}",
    "WorkerChannelInstance": "/Workers/{WK}/Channels/voice",
    "WorkerStatisticsInstance": "/Workers/{WK}/Statistics",
    "WorkersCumulativeStatisticsInstance": "/Workers/CumulativeStatistics",
    "WorkersRealTimeStatisticsInstance": "/Workers/RealTimeStatistics",
    "WorkersStatisticsInstance": "/Workers/Statistics",
    "WorkflowCumulativeStatisticsInstance": "/Workflows/{WW}/CumulativeStatistics",
    "WorkflowRealTimeStatisticsInstance": "/Workflows/{WW}/RealTimeStatistics",
    "WorkflowStatisticsInstance": "/Workflows/{WW}/Statistics",
    "TaskQueueCumulativeStatisticsInstance": "/TaskQueues/{WQ}/CumulativeStatistics",
    "TaskQueueRealTimeStatisticsInstance": "/TaskQueues/{WQ}/RealTimeStatistics",
    "TaskQueueStatisticsInstance": "/TaskQueues/{WQ}/Statistics",
    "TaskQueuesStatisticsInstance": "/TaskQueues/Statistics",
    "TaskQueueBulkRealTimeStatisticsInstance": "/TaskQueues/RealTimeStatistics",
    "WorkspaceCumulativeStatisticsInstance": "/CumulativeStatistics",
    "WorkspaceRealTimeStatisticsInstance": "/RealTimeStatistics",
    "WorkspaceStatisticsInstance": "/Statistics",
}


@pytest.fixture
def sids(house: House) -> dict[str, str]:
    """One of each, by the letters of its SID."""
    worker_sid = house.worker("ada").sid
    made = house.task(topic="refund")
    return {
        "WA": house.activity("Available").sid,
        "WK": worker_sid,
        "WT": made.sid,
        "WR": house.reservation(made).sid,
        "WQ": house.queue.sid,
        "WW": house.workflow.sid,
        "EV": house.workspace.events.list()[0].sid,
    }


def test_no_resource_lacks_a_property(house: House, sids: dict[str, str]) -> None:
    lacking = {}
    for name, instance in classes().items():
        shown = fetch(house, PLACES[name].format(**sids))
        if missing := properties(instance) - shown.keys():
            lacking[name] = missing
    assert lacking == {}


def classes() -> dict[str, type]:
    """Every resource class of the client's TaskRouter, by name; reservations, of which there are two, by
    their module."""
    found: dict[str, type] = {}
    modules = [info.name for info in pkgutil.walk_packages(workspace.__path__, f"{workspace.__name__}.")]
    for module in map(importlib.import_module, [workspace.__name__, *modules]):
        for name, one in vars(module).items():
            if name.endswith("Instance") and getattr(one, "__module__", "") == module.__name__:
                is_twofold = name == "ReservationInstance"
                found[".".join(module.__name__.split(".")[-2:]) if is_twofold else name] = one
    return found


def fetch(house: House, place: str) -> dict[str, Any]:
    """A resource's JSON; the first one of a list."""
    url = house.workspace._version.absolute_url(house.workspace._uri + place)
    method = "POST" if place == "/TaskQueues/RealTimeStatistics" else "GET"
    answer = house.client.request(method, url)
    assert answer.status_code == 200, answer.text
    said = json.loads(answer.text)
    return dict(said[said["meta"]["key"]][0]) if "meta" in said else dict(said)


def properties(instance: type) -> set[str]:
    """What the class reads from the payload."""
    return set(re.findall(r'payload\.get\(\s*"(\w+)"', inspect.getsource(instance.__init__)))
