"""Statistics and events of a scripted half hour, number by number."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import routing
from chalicelib.routing import ActivityName
from tests.taskrouter.conftest import House


@dataclass
class Bulk:
    """The body of the one route that takes JSON; the client leaves its class to whoever calls it."""

    sids: list[str]

    def to_dict(self) -> dict[str, list[str]]:
        """As it is sent."""
        return {"TaskQueueSids": self.sids}


@pytest.fixture
def half_hour(house: House, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Two workers and four tasks, beginning at the answer:

    0:00  ada and bob are ready; task 1 comes and is offered to ada; 0:10 she accepts
    1:00  task 2 comes, is offered to bob, who rejects it at 1:05 and goes on break; 2:00 task 3 comes
    3:00  task 1 is wrapped up and done; task 2 (waiting since 1:00) goes to ada, who accepts at 3:20
    5:00  task 3 is canceled; 6:00 task 4 comes; 10:00 ada is done with task 2, task 4 is offered to her
    """
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=12)
    ada, bob = "WK" + "a" * 32, "WK" + "b" * 32

    def at(seconds: float) -> datetime:
        return start + timedelta(seconds=seconds)

    def present(sid: str, activity: ActivityName, seconds: float) -> None:
        routing.set_activity(sid, activity, None, at(seconds), lease_seconds=7200)

    def task(number: int, seconds: float) -> str:
        sid = f"WT{number:032x}"
        routing.create_task(
            sid, contact_id=sid, workflow_sid=house.workflow.sid, attributes={"n": number}, now=at(seconds)
        )
        return sid

    def offer(sid: str) -> str:
        return str(routing.task(sid).reservation_sid)

    for sid, name in ((ada, "ada"), (bob, "bob")):
        routing.define_worker(sid, name, {"skills": ["chat"]}, at(-60))
    present(ada, ActivityName.READY, 0)
    present(bob, ActivityName.READY, 0.001)
    first = task(1, 0.01)
    routing.accept(offer(first), at(10.01))
    second = task(2, 60)
    routing.set_activity(bob, ActivityName.SHORT_BREAK, None, at(65))
    third = task(3, 120)
    held = offer(first)
    routing.wrap_up(held, at(170))
    routing.finish(held, at(180))
    routing.accept(offer(second), at(200))
    routing.cancel_task(third, "gone", at(300))
    task(4, 360)
    routing.finish(offer(second), at(600))
    return start


def test_the_queues_numbers_are_those_of_the_script(house: House, half_hour: datetime) -> None:
    cumulative = (
        house.workspace.task_queues(house.queue.sid)
        .cumulative_statistics()
        .fetch(start_date=half_hour - timedelta(minutes=1), split_by_wait_time="30,170")
    )
    assert (cumulative.tasks_entered, cumulative.tasks_completed, cumulative.tasks_canceled) == (4, 2, 1)
    assert cumulative.reservations_created == 4
    assert cumulative.reservations_accepted == 2
    assert cumulative.reservations_rejected == 1
    assert (cumulative.reservations_timed_out, cumulative.reservations_rescinded) == (0, 0)
    # Task 1 waited 10 s, task 2 140 s; task 3 was canceled after 180 s.
    assert cumulative.wait_duration_until_accepted == {"avg": 75, "min": 10, "max": 140, "total": 150}
    assert cumulative.wait_duration_in_queue_until_accepted == cumulative.wait_duration_until_accepted
    assert cumulative.wait_duration_until_canceled == {"avg": 180, "min": 180, "max": 180, "total": 180}
    assert cumulative.avg_task_acceptance_time == 75
    assert cumulative.split_by_wait_time == {
        "30": {
            "above": {"reservations_accepted": 1, "tasks_canceled": 1},
            "below": {"reservations_accepted": 1, "tasks_canceled": 0},
        },
        "170": {
            "above": {"reservations_accepted": 0, "tasks_canceled": 1},
            "below": {"reservations_accepted": 2, "tasks_canceled": 0},
        },
    }


def test_a_period_holds_only_what_happened_in_it(house: House, half_hour: datetime) -> None:
    def between(start: int, end: int) -> Any:
        return (
            house.workspace.workflows(house.workflow.sid)
            .cumulative_statistics()
            .fetch(
                start_date=half_hour + timedelta(seconds=start), end_date=half_hour + timedelta(seconds=end)
            )
        )

    early, late = between(0, 100), between(100, 700)
    assert (early.tasks_entered, early.reservations_accepted, early.tasks_canceled) == (2, 1, 0)
    assert (late.tasks_entered, late.reservations_accepted, late.tasks_canceled) == (2, 1, 1)
    assert late.wait_duration_until_accepted["max"] == 140
    assert (early.start_time, early.end_time) == (half_hour, half_hour + timedelta(seconds=100))


def test_the_moments_numbers_are_those_of_the_tables(house: House, half_hour: datetime) -> None:
    realtime = house.workspace.task_queues(house.queue.sid).real_time_statistics().fetch()
    assert realtime.total_tasks == 1
    assert realtime.tasks_by_status == {"pending": 0, "reserved": 1, "assigned": 0, "wrapping": 0}
    assert realtime.tasks_by_priority == {"0": 1}
    assert realtime.longest_task_waiting_sid == f"WT{4:032x}"
    assert 350 <= realtime.longest_task_waiting_age <= 420
    assert (realtime.total_eligible_workers, realtime.total_available_workers) == (2, 1)
    counts = {one["friendly_name"]: one["workers"] for one in realtime.activity_statistics}
    assert (counts["Available"], counts["Short Break"], counts["Offline"]) == (1, 1, 0)
    of_workspace = house.workspace.statistics().fetch(minutes=15)
    assert of_workspace.realtime["total_workers"] == 2
    assert of_workspace.cumulative["tasks_created"] == 4
    (of_queues,) = house.workspace.task_queues.statistics.list(minutes=15)
    assert of_queues.cumulative["tasks_entered"] == 4
    assert of_queues.realtime["total_tasks"] == 1
    bulk = house.workspace.task_queues.bulk_real_time_statistics.create(Bulk([house.queue.sid]))
    assert (bulk.task_queue_response_count, bulk.task_queue_data[0]["total_tasks"]) == (1, 1)


def test_the_workers_numbers_are_those_of_the_script(house: House, half_hour: datetime) -> None:
    workers = house.workspace.workers
    of_all = workers.cumulative_statistics().fetch(
        start_date=half_hour, end_date=half_hour + timedelta(seconds=600)
    )
    durations = {one["friendly_name"]: one for one in of_all.activity_durations}
    # Ada was available for 600 s, Bob for 65 s, then on break for 535 s.
    assert (durations["Available"]["total"], durations["Available"]["min"]) == (664, 64)
    assert durations["Short Break"]["total"] == 535
    assert of_all.reservations_created == 3
    bob = workers("WK" + "b" * 32).statistics().fetch(minutes=15)
    assert bob.cumulative["reservations_rejected"] == 1
    assert bob.cumulative["reservations_accepted"] == 0
    assert workers.statistics().fetch(friendly_name="ada", minutes=15).realtime["total_workers"] == 1


def test_events_are_found_by_task_type_and_worker(house: House, half_hour: datetime) -> None:
    events = house.workspace.events
    of_task = events.list(task_sid=f"WT{2:032x}")
    assert [one.event_type for one in reversed(of_task)] == [
        "task.created",
        "workflow.entered",
        "task-queue.entered",
        "reservation.created",
        "reservation.rejected",
        "reservation.created",
        "reservation.accepted",
        "reservation.completed",
        "task.completed",
    ]
    assert len(events.list(event_type="reservation.accepted", minutes=30)) == 2
    assert len(events.list(event_type="worker", worker_sid="WK" + "b" * 32, minutes=30)) == 2
    assert [one.event_type for one in events.list(minutes=30, page_size=3)] == [
        one.event_type for one in events.list(minutes=30)
    ]
    one = events.list(event_type="task.canceled", minutes=30)[0]
    assert one.event_data["task_canceled_reason"] == "gone"
    assert one.event_date == half_hour + timedelta(seconds=300)
    assert events(one.sid).fetch().resource_sid == f"WT{3:032x}"
