"""Workspaces, activities, channels, workers, queues and workflows through the official client."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException

from chalicelib import people, routing
from chalicelib.aws.timers import Timer
from chalicelib.routing.clocks import RESERVATION
from tests.taskrouter.conftest import House, configuration, version_of


def refusal(call: Any) -> TwilioRestException:
    """What the client raises."""
    with pytest.raises(TwilioRestException) as refused:
        call()
    return refused.value


def test_the_center_is_one_workspace(house: House, twilio: Any) -> None:
    workspaces = twilio.taskrouter.v1.workspaces
    one = house.workspace.fetch()
    assert [each.sid for each in workspaces.list()] == [one.sid]
    assert workspaces.list(friendly_name="Other") == []
    assert "1 TaskQueues, 1 Workflows" in refusal(house.workspace.delete).msg
    assert refusal(workspaces("WS" + "0" * 32).fetch).status == 404
    changed = house.workspace.update(friendly_name="Courier", events_filter="task,reservation.timeout")
    assert (changed.friendly_name, changed.events_filter) == ("Courier", "task,reservation.timeout")
    assert refusal(lambda: house.workspace.update(multi_task_enabled=False)).status == 400
    assert refusal(lambda: house.workspace.update(event_callback_url="http://10.0.0.1/x")).status == 400
    assert refusal(lambda: workspaces.create("Other")).code == 20001


def test_the_workspace_is_taken_over_and_given_back(house: House, twilio: Any) -> None:
    workspaces = twilio.taskrouter.v1.workspaces
    house.workflow.delete()
    house.queue.delete()
    made = workspaces.create("Center", template="FIFO", events_filter="task.created", multi_task_enabled=True)
    assert (made.sid, made.friendly_name) == (house.workspace.fetch().sid, "Center")
    assert made.events_filter == "task.created"
    assert made.date_created.year >= 2026
    (workflow,) = made.workflows.list()
    (queue,) = made.task_queues.list()
    assert queue.sid in workflow.configuration
    assert made.tasks.create(attributes="{}").assignment_status == "pending"
    workspaces.create("Center")
    assert refusal(lambda: workspaces.create("Another")).status == 400
    made.tasks.list()[0].delete()
    workflow.delete()
    queue.delete()
    assert made.delete()
    assert [one.friendly_name for one in workspaces.list()] == ["Trunkline"]


def test_the_workspace_says_what_new_and_unanswering_workers_become(house: House) -> None:
    busy, available = house.activity("Busy"), house.activity("Available")
    changed = house.workspace.update(default_activity_sid=available.sid)
    assert (changed.default_activity_name, changed.timeout_activity_name) == ("Available", "Offline")
    worker = house.workspace.workers.create("ada", attributes='{"skills": ["chat"]}')
    assert worker.activity_name == "Available"
    let_ring(house)
    assert worker.fetch().activity_name == "Offline"
    changed = house.workspace.update(timeout_activity_sid=busy.sid)
    assert (changed.timeout_activity_sid, changed.timeout_activity_name) == (busy.sid, "Busy")
    worker.update(activity_sid=available.sid)
    let_ring(house)
    assert worker.fetch().activity_name == "Busy"
    unknown = refusal(lambda: house.workspace.update(timeout_activity_sid="WA" + "0" * 32))
    assert (unknown.status, unknown.code) == (400, 20001)
    assert "TimeoutActivitySid" in unknown.details


def let_ring(house: House) -> None:
    """The task that waits, or a new one, is offered and not answered."""
    waiting = house.workspace.tasks.list() or [house.task()]
    (offer,) = [one for one in waiting[0].reservations.list() if one.reservation_status == "pending"]
    ends_at = routing.reservation(offer.sid).expires_at
    routing.fire(Timer(RESERVATION, offer.sid, ends_at), ends_at)


def test_the_workspace_says_which_queues_are_served_first(house: House) -> None:
    stack = house.workspace.task_queues.create("stack", target_workers="1==1", task_order="LIFO")
    assert house.workspace.update(prioritize_queue_order="LIFO").prioritize_queue_order == "LIFO"
    tasks = house.workspace.tasks
    line, older, newer = house.task(), *(tasks.create(task_queue_sid=stack.sid) for _ in range(2))
    worker = house.worker("ada")
    assert [each.fetch().assignment_status for each in (line, older, newer)] == [
        "pending",
        "pending",
        "reserved",
    ]
    house.workspace.update(prioritize_queue_order="FIFO")
    offer = house.reservation(newer)
    offer.update(reservation_status="accepted")
    offer.update(reservation_status="completed")
    assert [one.sid for one in tasks.list(assignment_status="reserved")] == [line.sid]
    assert worker.fetch().available


def test_a_queue_keeps_the_activities_that_it_is_told(house: House) -> None:
    busy = house.activity("Busy")
    queues = house.workspace.task_queues
    made = queues.create("vip", reservation_activity_sid=busy.sid, assignment_activity_sid=busy.sid)
    assert (made.reservation_activity_name, made.assignment_activity_sid) == ("Busy", busy.sid)
    assert queues.list(friendly_name="vip")[0].assignment_activity_name == "Busy"
    assert made.update(target_workers="level > 1").reservation_activity_sid == busy.sid
    assert made.update(reservation_activity_sid="").reservation_activity_sid is None
    assert refusal(lambda: queues.create("x", assignment_activity_sid="WA" + "0" * 32)).code == 20001
    assert queues.list(friendly_name="x") == []
    assert len(queues.list(ordering="DateCreated:desc,DateUpdated:asc")) == 2
    assert [one.friendly_name for one in queues.list(ordering="FriendlyName:desc")] == ["vip", "chat"]


def test_only_the_accounts_own_credentials_open_the_api(served: str) -> None:
    from twilio.rest import Client

    from chalicelib.aws.settings import settings

    ours = settings()
    for user, password, is_known in (
        (ours.account_sid, ours.auth_token, True),
        (ours.api_key_sid, ours.api_key_secret, True),
        (ours.account_sid, "wrong", False),
        ("AC" + "1" * 32, ours.auth_token, False),
    ):
        client = Client(user, password, ours.account_sid)
        client.taskrouter.base_url = served
        if is_known:
            assert len(client.taskrouter.v1.workspaces.list()) == 1
        else:
            refused = refusal(client.taskrouter.v1.workspaces("WS" + "0" * 32).fetch)
            assert (refused.status, refused.code, refused.msg) == (
                401,
                20003,
                "Unable to fetch record: Authenticate",
            )


def test_an_added_activity_is_one_of_the_centers_own_with_a_name(house: House) -> None:
    lunch = house.workspace.activities.create("Lunch", available=False)
    calm = house.workspace.activities.create("Chat only", available=True)
    worker = house.worker("ada", activity=None)
    assert (worker.activity_name, worker.available) == ("Offline", False)
    at_lunch = worker.update(activity_sid=lunch.sid)
    assert (at_lunch.activity_name, at_lunch.available) == ("Lunch", False)
    assert routing.worker(worker.sid).activity is routing.ActivityName.BUSY
    assert worker.update(activity_sid=calm.sid).activity_name == "Chat only"
    assert house.task().assignment_status == "reserved"
    assert house.workspace.activities(calm.sid).update(friendly_name="Calm").friendly_name == "Calm"
    assert worker.fetch().activity_name == "Calm"
    assert refusal(house.workspace.activities(calm.sid).delete).code == 20001
    assert house.workspace.activities(lunch.sid).delete()
    assert "Lunch" not in [one.friendly_name for one in house.workspace.activities.list()]
    assert [one.friendly_name for one in house.workspace.activities.list(available="true")] == [
        "Available",
        "Calm",
    ]


def test_skip_if_counts_added_activities_apart(house: House) -> None:
    lunch = house.workspace.activities.create("Lunch", available=False)
    other = house.workspace.task_queues.create("other", target_workers="1==0")
    busy = house.activity("Busy").sid
    targets = [{"queue": house.queue.sid, "skip_if": f"workers.{lunch.sid} > 0 AND workers.{busy} == 0"}]
    filters = [{"expression": "1==1", "targets": [*targets, {"queue": other.sid}]}]
    house.workflow.update(configuration=json.dumps({"task_routing": {"filters": filters}}))
    worker = house.worker("ada", activity="Busy")
    assert house.task().task_queue_friendly_name == "chat"
    worker.update(activity_sid=lunch.sid)
    assert house.task().task_queue_friendly_name == "other"
    lunch.update(friendly_name="Midday")
    assert house.task().task_queue_friendly_name == "other"


def test_a_step_may_ask_for_the_activity_of_a_worker(house: House) -> None:
    ready = house.activity("Available").sid
    expression = f"worker.activity_name == 'Available' AND worker.activity_sid == '{ready}'"
    target = {"queue": house.queue.sid, "expression": expression}
    document = {"task_routing": {"filters": [{"expression": "1==1", "targets": [target]}]}}
    house.workflow.update(configuration=json.dumps(document))
    house.worker("ada")
    assert house.task().assignment_status == "reserved"


def test_workers_are_found_by_every_filter(house: House) -> None:
    ada = house.worker("ada", languages=["en"], level=3)
    bob = house.worker("bob", activity="Busy", languages=["zh"], level=1)
    eve = house.worker("eve", activity=None, skills=[])
    workers = house.workspace.workers

    def found(**filters: object) -> list[str]:
        return [worker.sid for worker in workers.list(**filters)]

    assert found() == [ada.sid, bob.sid, eve.sid]
    assert found(activity_name="Busy") == [bob.sid]
    assert found(activity_sid=house.activity("Available").sid) == [ada.sid]
    assert found(available="1") == [ada.sid]
    assert found(available="0") == [bob.sid, eve.sid]
    assert found(friendly_name="eve") == [eve.sid]
    assert found(task_queue_name="chat") == found(task_queue_sid=house.queue.sid) == [ada.sid, bob.sid]
    assert found(target_workers_expression='languages HAS "zh" OR level > 2') == [ada.sid, bob.sid]
    assert found(target_workers_expression='activity_name == "Offline"') == [eve.sid]
    assert found(target_workers_expression="worker.level == 3 and worker.friendly_name = 'ada'") == [ada.sid]
    assert found(ordering="FriendlyName:desc") == [eve.sid, bob.sid, ada.sid]
    with pytest.raises(TwilioException, match="20001"):
        found(target_workers_expression="level >")


def test_a_worker_changes_and_goes(house: House) -> None:
    worker = house.worker("ada", activity=None, skills=[])
    seen = version_of(house.workspace.workers(worker.sid).fetch_with_http_info())
    assert house.workspace.workers.list(task_queue_name="chat") == []
    changed = worker.update(attributes='{"skills": ["chat"]}')
    assert json.loads(changed.attributes) == {"skills": ["chat"]}
    assert len(house.workspace.workers.list(task_queue_name="chat")) == 1
    assert refusal(lambda: worker.update(attributes="{}", if_match=seen)).code == 20412
    assert refusal(lambda: worker.update(attributes='{"x": "' + "y" * 5000 + '"}')).code == 20001
    assert "already exists" in refusal(lambda: house.workspace.workers.create("ADA")).msg
    channels = worker.worker_channels.list()
    assert ("voice", 1) in [(one.task_channel_unique_name, one.configured_capacity) for one in channels]
    assert worker.delete()
    assert refusal(worker.fetch).code == 20404
    assert house.workspace.workers.list() == []
    assert house.worker("ada").friendly_name == "ada"


def test_a_worker_is_renamed_unless_it_is_a_user(house: House) -> None:
    worker, other = house.worker("ada"), house.worker("bob", activity=None)
    assert worker.update(friendly_name="Ada Lovelace").friendly_name == "Ada Lovelace"
    assert worker.update(friendly_name="ADA LOVELACE").friendly_name == "ADA LOVELACE"
    assert [one.sid for one in house.workspace.workers.list(friendly_name="ADA LOVELACE")] == [worker.sid]
    assert "taken" in refusal(lambda: other.update(friendly_name="ada lovelace")).msg
    assert house.worker("ada", activity=None).friendly_name == "ada"
    task = house.task()
    assert house.reservation(task).worker_name == "ADA LOVELACE"
    assert "while it has a contact" in refusal(lambda: worker.update(friendly_name="x")).msg


def test_a_worker_at_work_is_not_deleted_and_one_that_is_idle_is(house: House) -> None:
    worker = house.worker("ada")
    task = house.task()
    assert "offline" in refusal(worker.delete).msg
    task.delete()
    assert worker.delete()
    assert refusal(worker.fetch).status == 404


def test_another_available_activity_keeps_a_pending_reservation(house: House) -> None:
    calm = house.workspace.activities.create("Calm", available=True)
    worker = house.worker("ada")
    offer = house.reservation(house.task())
    worker.update(activity_sid=calm.sid)
    assert offer.fetch().reservation_status == "pending"
    assert offer.update(reservation_status="accepted").reservation_status == "accepted"
    assert worker.fetch().activity_name in ("Available", "Calm")


def test_queues_are_found_changed_and_deleted(house: House) -> None:
    worker = house.worker("ada", level=1)
    vip = house.workspace.task_queues.create("vip", target_workers="level > 1", max_reserved_workers=1)
    assert (vip.target_workers, vip.task_order, vip.max_reserved_workers) == ("level > 1", "FIFO", 1)
    queues = house.workspace.task_queues
    assert [one.sid for one in queues.list(worker_sid=worker.sid)] == [house.queue.sid]
    assert [one.sid for one in queues.list(evaluate_worker_attributes='{"level": 2}')] == [vip.sid]
    assert [one.sid for one in queues.list(friendly_name="vip")] == [vip.sid]
    vip.update(target_workers="level == 1")
    assert {one.sid for one in queues.list(worker_sid=worker.sid)} == {house.queue.sid, vip.sid}
    assert refusal(lambda: queues.create("vip")).code == 20001
    wrong = refusal(lambda: queues.create("wrong", target_workers="level >"))
    assert (wrong.status, wrong.code) == (400, 20001)
    assert "names this queue" in refusal(house.queue.delete).msg
    assert vip.delete()
    assert [one.sid for one in queues.list()] == [house.queue.sid]
    assert routing.worker(worker.sid).queues == ("chat",)


def test_a_workflow_is_echoed_and_its_faults_are_placed(house: House) -> None:
    given = {
        "task_routing": {
            "filters": [
                {
                    "filter_friendly_name": "VIP",
                    "expression": 'tier == "vip"',
                    "targets": [{"queue": house.queue.sid, "priority": 9, "unknown_key": 1}],
                }
            ],
            "default_filter": {"queue": house.queue.sid},
        }
    }
    workflows = house.workspace.workflows
    one = workflows.create("VIP first", json.dumps(given, indent=2), task_reservation_timeout=45)
    assert one.configuration == json.dumps(given, separators=(",", ":"))
    assert (one.task_reservation_timeout, one.assignment_callback_url) == (45, "")
    one.update(assignment_callback_url="https://example.com/assignment", friendly_name="VIPs")
    house.worker("ada")
    offer = house.reservation(
        house.workspace.tasks.create(attributes='{"tier": "vip"}', workflow_sid=one.sid)
    )
    rings = routing.reservation(offer.sid)
    assert (rings.expires_at - rings.created_at).total_seconds() == 45
    assert workflows.list(friendly_name="VIPs")[0].assignment_callback_url == "https://example.com/assignment"
    given["task_routing"]["filters"][0]["targets"][0]["timeout"] = -1
    fault = refusal(lambda: one.update(configuration=json.dumps(given)))
    assert fault.code == 20001
    assert "task_routing.filters[0].targets[0].timeout" in fault.details
    missing = refusal(lambda: workflows.create("X", configuration("WQ" + "0" * 32)))
    assert "there is no queue" in missing.msg
    assert refusal(lambda: workflows.create("Y", "{")).code == 20001
    assert "https" in refusal(lambda: one.update(assignment_callback_url="http://example.com")).msg
    assert one.delete()
    assert refusal(one.fetch).status == 404


def test_a_missing_and_an_unknown_parameter_are_named(house: House) -> None:
    workers = house.workspace.workers
    url = workers._version.absolute_url(workers._uri)
    answer = house.client.request("POST", url, data={"Attributes": "{}"})
    said = json.loads(answer.text)
    assert (answer.status_code, said["code"], said["status"]) == (400, 20001, 400)
    assert said["details"] == {"FriendlyName": "Missing required parameter FriendlyName in the post body"}
    said = json.loads(house.client.request("GET", url, params={"Colour": "red"}).text)
    assert said["message"] == "The parameter Colour is not supported here"


def test_a_program_vouches_for_its_worker_until_a_desk_opens(house: House) -> None:
    worker = house.worker("ada")
    lease = routing.worker(worker.sid).lease_expires_at
    at = datetime.now(UTC)
    assert lease is not None
    assert lease > at + timedelta(hours=11)
    routing.renew_lease(worker.sid, at, has_just_come=True)
    assert routing.worker(worker.sid).lease_expires_at == soon(at)
    worker.update(activity_sid=house.activity("Busy").sid)
    lease = routing.worker(worker.sid).lease_expires_at
    assert lease is not None
    assert lease < at + timedelta(minutes=2)


def soon(at: datetime) -> datetime:
    """When a desk's lease ends, as the tables keep it."""
    until = at + timedelta(seconds=routing.LEASE_SECONDS)
    return until.replace(microsecond=until.microsecond // 1000 * 1000)


def test_changes_of_definitions_are_in_the_operation_log(house: House) -> None:
    worker = house.worker("ada")
    worker.update(activity_sid=house.activity("Offline").sid)
    worker.update(attributes='{"skills": []}')
    worker.delete()
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    entries, _ = people.entries_of(today, "api")
    told = [(entry.action, entry.subject) for entry in reversed(entries)]
    assert told[-3:] == [
        ("worker.created", f"worker:{worker.sid}"),
        ("worker.changed", f"worker:{worker.sid}"),
        ("worker.removed", f"worker:{worker.sid}"),
    ]
    assert entries[1].after == {"Attributes": '{"skills": []}'}


def test_a_worker_takes_what_its_channels_say(house: House) -> None:
    worker = house.worker("ada")
    names = {one.task_channel_unique_name: one for one in worker.worker_channels.list()}
    every = [*routing.LINES, "default", "sms"]
    assert {name: one.configured_capacity for name, one in names.items()} == dict.fromkeys(every, 1)
    house.workspace.workers(worker.sid).worker_channels("chat").update(capacity=0)
    house.workspace.workers(worker.sid).worker_channels("email").update(available=False)
    tasks = house.workspace.tasks
    waits = [tasks.create(attributes="{}", task_channel=name) for name in ("chat", "email")]
    assert {task.assignment_status for task in waits} == {"pending"}
    taken = tasks.create(attributes="{}", task_channel="sms")
    assert (taken.assignment_status, taken.task_channel_unique_name) == ("reserved", "sms")
    busy = house.workspace.workers(worker.sid).worker_channels("message").fetch()
    assert (busy.assigned_tasks, busy.available_capacity_percentage) == (1, 0)
    offer = house.reservation(taken)
    offer.update(reservation_status="accepted")
    offer.update(reservation_status="completed")
    house.workspace.workers(worker.sid).worker_channels(names["chat"].sid).update(capacity=1)
    assert waits[0].fetch().assignment_status == "reserved"


def test_channels_are_added_used_and_removed(house: House) -> None:
    channels, worker = house.workspace.task_channels, house.worker("ada")
    names = ["voice", "chat", "message", "email", "default", "sms", "callback"]
    assert [one.unique_name for one in channels.list()] == names
    fax = channels.create("Fax", "fax")
    assert (fax.friendly_name, fax.unique_name, fax.channel_optimized_routing) == ("Fax", "fax", False)
    assert fax.date_created == channels("fax").fetch().date_created
    assert fax.update(friendly_name="Telefax").friendly_name == "Telefax"
    own = house.workspace.workers(worker.sid).worker_channels("fax").fetch()
    assert (own.configured_capacity, own.task_channel_sid, own.available) == (1, fax.sid, True)
    assert house.worker("bob", activity=None).worker_channels.list()[-1].task_channel_unique_name == "fax"
    first, second = (
        house.workspace.tasks.create(attributes="{}", workflow_sid=house.workflow.sid, task_channel=one)
        for one in ("fax", fax.sid)
    )
    assert (first.task_channel_unique_name, first.task_channel_sid) == ("fax", fax.sid)
    assert [first.assignment_status, second.assignment_status] == ["reserved", "pending"]
    assert house.workspace.real_time_statistics().fetch(task_channel="fax").total_tasks == 2
    assert "open tasks" in refusal(fax.delete).msg
    first.delete()
    second.delete()
    assert fax.delete()
    assert [one.unique_name for one in channels.list()] == names
    for refused in (
        lambda: channels.create("Chat", "chat"),
        lambda: channels.create("Default", "default"),
        lambda: channels.create("A", "a#b"),
        lambda: channels.create("A", "a", channel_optimized_routing=True),
        lambda: channels("voice").delete(),
        lambda: channels("voice").update(friendly_name="Telephone"),
    ):
        assert (refusal(refused).status, refusal(refused).code) == (400, 20001)
    assert refusal(lambda: channels("telegraph").fetch()).status == 404


def test_several_workers_may_be_asked_at_once(house: House) -> None:
    house.queue.update(max_reserved_workers=2)
    house.worker("one"), house.worker("two")
    task = house.task()
    first, second = house.workspace.tasks(task.sid).reservations.list()
    assert {first.reservation_status, second.reservation_status} == {"pending"}
    second.update(reservation_status="accepted")
    assert first.fetch().reservation_status == "rescinded"
    assert refusal(lambda: first.update(reservation_status="accepted")).code == 20001
    told = [one.event_type for one in house.workspace.events.list(task_sid=task.sid)]
    assert told.count("reservation.rescinded") == 1
    assert task.fetch().assignment_status == "assigned"
