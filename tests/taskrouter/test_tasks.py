"""Tasks from outside, driven from creation to completion through the official client."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.taskrouter.conftest import House, version_of


def test_a_task_has_every_property_that_taskrouter_gives_it(house: House) -> None:
    begun = datetime(2026, 1, 1, 8, tzinfo=UTC)
    task = house.workspace.tasks.create(
        attributes='{"a":1}',
        workflow_sid=house.workflow.sid,
        timeout=600,
        virtual_start_time=begun,
        priority=7,
    )
    assert (task.virtual_start_time, task.timeout, task.priority) == (begun, 600, 7)
    assert abs((task.date_created - datetime.now(UTC)).total_seconds()) < 60
    assert task.age < 60
    assert (task.task_channel_unique_name, task.workflow_friendly_name) == ("default", "Everything")
    assert task.task_queue_entered_date == task.date_created == task.date_updated
    empty = {name for name, value in vars(task).items() if value is None}
    assert empty == {"reason", "routing_target", "_context"}
    (listed,) = house.workspace.tasks.list()
    assert (listed.date_created, listed.timeout) == (task.date_created, 600)


def test_a_task_for_one_worker_waits_for_that_worker(house: House) -> None:
    house.worker("ada")
    bob, eve = house.worker("bob", activity=None), house.worker("eve", activity=None, skills=[])
    tasks = house.workspace.tasks
    task = tasks.create(attributes="{}", routing_target=bob.sid)
    assert (task.assignment_status, task.routing_target) == ("pending", bob.sid)
    assert task.task_queue_friendly_name == "chat"
    bob.update(activity_sid=house.activity("Available").sid)
    assert house.reservation(task).worker_sid == bob.sid
    with pytest.raises(TwilioRestException, match="serves no TaskQueue"):
        tasks.create(attributes="{}", routing_target=eve.sid)


def test_a_task_is_sent_to_a_workflow_or_a_queue(house: House) -> None:
    tasks = house.workspace.tasks
    for target in (house.workflow.sid, house.queue.sid):
        made = tasks.create(attributes="{}", routing_target=target)
        assert (made.routing_target, made.task_queue_friendly_name) == (target, "chat")
        assert [one.sid for one in tasks.list(routing_target=target)] == [made.sid]
    assert made.workflow_sid is None


def test_a_task_is_offered_accepted_wrapped_up_and_completed(house: House) -> None:
    worker = house.worker("ada")
    task = house.task(topic="refund")
    assert task.assignment_status == "reserved"
    offer = house.reservation(task)
    assert (offer.reservation_status, offer.worker_sid, offer.worker_name) == ("pending", worker.sid, "ada")
    assert offer.update(reservation_status="accepted").reservation_status == "accepted"
    assert task.fetch().assignment_status == "assigned"
    assert task.update(assignment_status="wrapping", reason="done").assignment_status == "wrapping"
    assert house.workspace.workers(worker.sid).reservations.list()[0].reservation_status == "wrapping"
    assert task.update(assignment_status="completed", reason="done").assignment_status == "completed"
    assert json.loads(task.fetch().attributes) == {"topic": "refund"}


def test_a_worker_who_is_done_gets_the_task_that_waits(house: House) -> None:
    house.worker("ada")
    first, second = house.task(n=1), house.task(n=2)
    assert second.assignment_status == "pending"
    offer = house.reservation(first)
    offer.update(reservation_status="accepted")
    offer.update(reservation_status="completed")
    assert second.fetch().assignment_status == "reserved"


def test_a_rejected_offer_goes_to_the_next_worker(house: House) -> None:
    one, two = house.worker("one"), house.worker("two")
    task = house.task()
    offer = house.reservation(task)
    busy = house.activity("Busy")
    offer.update(reservation_status="rejected", worker_activity_sid=busy.sid)
    assert house.workspace.workers(offer.worker_sid).fetch().activity_name == "Busy"
    other = ({one.sid, two.sid} - {offer.worker_sid}).pop()
    offers = house.workspace.tasks(task.sid).reservations.list()
    assert [(each.reservation_status, each.worker_sid) for each in offers] == [
        ("rejected", offer.worker_sid),
        ("pending", other),
    ]


def test_of_two_who_accept_at_once_both_know_who_has_it(house: House) -> None:
    house.worker("ada")
    offer = house.reservation(house.task())

    def accept(_: int) -> str:
        try:
            return str(offer.update(reservation_status="accepted").reservation_status)
        except TwilioRestException as refused:
            return f"{refused.status} {refused.code} {refused.msg}"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(accept, range(8)))
    assert offer.fetch().reservation_status == "accepted"
    assert "accepted" in answers
    refusals = {answer for answer in answers if answer != "accepted"}
    assert all(answer.startswith("400 20001") and "Pending state" in answer for answer in refusals)


def test_urgency_and_attributes_change_the_order_in_line(house: House) -> None:
    first, second = house.task(n=1), house.task(n=2)
    second.update(priority=5, attributes='{"n": 22}')
    house.worker("ada")
    assert second.fetch().assignment_status == "reserved"
    assert first.fetch().assignment_status == "pending"
    assert json.loads(second.fetch().attributes) == {"n": 22}


def test_tasks_that_wait_go_through_a_changed_workflow_when_it_says_so(house: House) -> None:
    vip = house.workspace.task_queues.create("vip", target_workers='skills HAS "vip"')
    task, plain = house.task(tier="vip"), house.task()
    given = json.loads(house.workflow.configuration)
    given["task_routing"]["filters"] = [{"expression": 'tier == "vip"', "targets": [{"queue": vip.sid}]}]
    house.workflow.update(configuration=json.dumps(given))
    assert task.fetch().task_queue_friendly_name == "chat"
    house.workflow.update(re_evaluate_tasks="true")
    assert task.fetch().task_queue_friendly_name == "vip"
    assert plain.fetch().task_queue_friendly_name == "chat"
    house.worker("ada", skills=["vip"])
    assert task.fetch().assignment_status == "reserved"


def test_a_task_that_waits_takes_another_time_and_channel(house: House) -> None:
    first, second = house.task(n=1), house.task(n=2)
    begun = datetime(2026, 1, 1, 8, tzinfo=UTC)
    changed = second.update(virtual_start_time=begun)
    assert (changed.virtual_start_time, changed.date_created) == (begun, second.date_created)
    third = house.task(n=3).update(task_channel="chat")
    assert third.task_channel_unique_name == "chat"
    house.worker("ada")
    assert second.fetch().assignment_status == "reserved"
    assert first.fetch().assignment_status == "pending"
    with pytest.raises(TwilioRestException, match="keeps its channel"):
        second.update(task_channel="email")
    assert second.fetch().task_channel_unique_name == "default"


def test_a_canceled_task_is_out_and_cannot_be_canceled_again(house: House) -> None:
    task = house.task()
    canceled = task.update(assignment_status="canceled", reason="went home")
    assert (canceled.assignment_status, canceled.reason) == ("canceled", "went home")
    house.worker("ada")
    other = house.task()
    house.reservation(other).update(reservation_status="accepted")
    with pytest.raises(TwilioRestException, match="not pending or reserved") as refused:
        other.update(assignment_status="canceled", reason="too late")
    assert (refused.value.status, refused.value.code) == (400, 20001)


def test_a_deleted_task_is_gone(house: House) -> None:
    task = house.task()
    assert task.delete()
    with pytest.raises(TwilioRestException) as refused:
        task.fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_a_change_of_an_older_version_is_refused(house: House) -> None:
    task = house.task()
    context = house.workspace.tasks(task.sid)
    seen = version_of(context.fetch_with_http_info())
    task.update(priority=3)
    with pytest.raises(TwilioRestException) as refused:
        context.update(priority=4, if_match=seen)
    assert (refused.value.status, refused.value.code) == (412, 20412)
    assert task.fetch().priority == 3


def test_tasks_are_found_by_every_filter(house: House) -> None:
    worker = house.worker("ada")
    reserved, waiting = house.task(topic="refund"), house.task(topic="tariff")
    tasks = house.workspace.tasks

    def found(**filters: object) -> set[str]:
        return {task.sid for task in tasks.list(**filters)}

    assert found() == {reserved.sid, waiting.sid}
    assert found(assignment_status=["pending"]) == {waiting.sid}
    assert found(assignment_status=["pending", "reserved"]) == {reserved.sid, waiting.sid}
    assert found(evaluate_task_attributes='topic == "refund"') == {reserved.sid}
    assert found(task_queue_name="chat", workflow_name="Everything") == {reserved.sid, waiting.sid}
    assert found(workflow_sid="WW" + "0" * 32) == set()
    assert [task.sid for task in tasks.list(ordering="DateCreated:desc")] == [waiting.sid, reserved.sid]
    house.reservation(reserved).update(reservation_status="accepted")
    reserved.update(assignment_status="completed", reason="done")
    assert found(assignment_status=["completed"]) == {reserved.sid}
    assert house.workspace.workers(worker.sid).fetch().available


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"attributes": "{"}, 20001, "not valid JSON"),
        ({"attributes": "[1]"}, 20001, "must be a JSON object"),
        ({"attributes": "{}", "task_channel": "telegraph"}, 20001, "TaskChannel"),
        ({"attributes": "{}", "workflow_sid": "WW" + "0" * 32}, 20001, "does not exist"),
        ({"attributes": "{}", "task_queue_sid": "WQ" + "0" * 32}, 20001, "does not exist"),
        ({"attributes": "{}", "timeout": 0}, 20001, "Timeout"),
        ({"attributes": "{}", "routing_target": "WK" + "0" * 32}, 20001, "RoutingTarget"),
        ({"attributes": "{}", "ignore_capacity": "true"}, 20001, "not supported"),
    ],
)
def test_a_wrong_task_is_refused_by_code(house: House, given: dict, code: int, words: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        house.workspace.tasks.create(**given)
    assert refused.value.code == code
    assert words in refused.value.msg
