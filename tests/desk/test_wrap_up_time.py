"""A wrap-up whose time is up is over by itself."""

from dataclasses import replace
from datetime import datetime

from chalicelib import calls, contacts, desk, routing
from chalicelib.aws.timers import Timer
from chalicelib.contacts import ContactState, EventType
from chalicelib.routing import WrapUpRule
from tests.calls.scenario import Center, clock


def test_a_wrap_up_that_is_not_finished_in_time_ends_when_the_log_says_so(center: Center) -> None:
    (queue,) = (one for one in routing.queues() if one.friendly_name == "consult")
    routing.define_queue(replace(queue, wrap_up=WrapUpRule.TIMED), clock())
    center.ready(1)
    call = center.new_call().queue()
    leg = call.talk()
    leg.status("completed")
    call.hang_up()
    ends_at = center.agent(1).get("/desk/me").json()["contact"]["wrap_up_ends_at"]
    timer = Timer("routing.wrap_up", leg.reservation_sid, datetime.fromisoformat(ends_at))
    for _ in range(2):
        calls.on_timer(timer, timer.due_at)
        desk.publish_events(call.events(), clock())
    assert call.contact().state is ContactState.ENDED
    completed = contacts.last(call.events(), EventType.RESERVATION_COMPLETED)
    ended = [event for event in call.events() if event.type is EventType.WRAPUP_ENDED]
    assert completed
    assert [event.at for event in ended] == [completed.at]
