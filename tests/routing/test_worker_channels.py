"""What a step may ask of what a worker has: `worker.channel.chat.assigned_tasks`, on the store."""

from chalicelib import routing
from tests.routing.conftest import QUEUES, Center, sid

WORKFLOW = sid("WW", 1)


def define(**target: str) -> None:
    """A workflow of one target."""
    one = {"queue": QUEUES["consult"], **target}
    document = {"task_routing": {"filters": [{"expression": "1==1", "targets": [one]}]}}
    routing.define_workflow(routing.WorkflowDefinition(WORKFLOW, "W", document))


def chat(center: Center, number: int) -> list[str]:
    """To whom a new chat is offered."""
    made = center.task(number, queue=None, workflow_sid=WORKFLOW, channel="chat").assignments
    return [one.worker_sid for one in made]


def test_a_step_for_who_has_no_chat_waits_until_somebody_has_none(center: Center) -> None:
    define(expression="worker.channel.chat.assigned_tasks == 0 AND worker.channel.voice.assigned_tasks == 0")
    worker = center.worker(1)
    center.note(routing.set_capacity(worker, {"voice": 1, "chat": 2}, center.now))
    assert chat(center, 1) == [worker]
    assert chat(center, 2) == []
    center.serve(center.made[-1].reservation_sid)
    assert center.made[-1].task_sid == sid("WT", 2)


def test_the_worker_with_most_room_comes_first(center: Center) -> None:
    define(order_by="worker.channel.chat.available_capacity_percentage DESC")
    one, two = center.worker(1), center.worker(2)
    for worker, most in ((one, 2), (two, 4)):
        center.note(routing.set_capacity(worker, {"chat": most}, center.now))
    assert [chat(center, number) for number in range(1, 7)] == [[one], [two], [two], [one], [two], [two]]


def test_a_worker_of_calls_only_has_nothing_while_it_is_ready(center: Center) -> None:
    define(expression="worker.channel.voice.available_capacity_percentage == 100")
    worker = center.worker(1)
    center.task(1, queue=None, workflow_sid=WORKFLOW)
    assert center.made[-1].worker_sid == worker
