"""The same commands on moto's DynamoDB, so that the store leans on no quirk of one emulator."""

from datetime import datetime

from chalicelib import routing
from chalicelib.routing.catalogue import forget_catalogue
from tests.routing.conftest import Center, sid


def test_a_whole_contact_and_a_missed_one_on_another_dynamodb(moto_tables: None, now: datetime) -> None:
    forget_catalogue()
    center = Center(now)
    center.queue("consult")
    center.worker(1)
    center.later(1)
    center.worker(2)
    first = center.task(1).assignments[0]
    center.task(2)
    center.task(3, priority=3)
    center.later(15)
    center.fire("routing.reservation", first.reservation_sid)
    assert routing.worker(sid("WK", 1)).state == "busy"
    center.serve(center.made[1].reservation_sid)
    assert [made.task_sid for made in center.made[2:]] == [sid("WT", 3)]
    center.serve(center.made[-1].reservation_sid)
    assert center.made[-1].task_sid == sid("WT", 1)
    routing.cancel_task(sid("WT", 1), "caller hung up", center.now)
    assert routing.worker(sid("WK", 2)).state == "ready"
    assert [o.worker_sid for o in center.task(4).assignments] == [sid("WK", 2)]
    assert routing.queue_depths()["consult"].waiting == 0
    forget_catalogue()
