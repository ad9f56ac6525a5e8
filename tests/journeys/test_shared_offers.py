"""A queue that rings two phones at once: both ring, the first to answer talks, the other is free at once."""

import pytest

from cli.journey.rtp_script import Keys, Tone, Wait
from cli.journey.sound import CALLER_HZ

CALLER = "+8613900000061"
OWN = ("sid", "name")


@pytest.fixture
def both_ring(stage):
    """The consultation's callers ring at two agents, for as long as the test."""
    admin = stage.center.api("admin")
    queues = admin.get("/routing/queues")["items"]
    before = {key: value for key, value in find(queues, "consult").items() if key not in OWN}
    admin.put("/routing/queues/consult", {**before, "max_reserved_workers": 2})
    yield
    admin.put("/routing/queues/consult", before)


def find(queues, name):
    return next(one for one in queues if one["name"] == name)


def test_two_phones_ring_for_one_call_and_the_first_to_answer_has_it(stage, both_ring, eventually):
    first, second = stage.person("agent1"), stage.person("agent2")
    first.become_ready()
    second.become_ready()
    stage.ring(CALLER, [Wait(2), Keys("0"), Wait(2), Tone(CALLER_HZ, 60)], hangs_up_after=100)
    first.wait_offer(40)
    second.wait_offer(40)
    first.accept()
    eventually(lambda: not second.part("offer-card").count(), 15, "the other phone goes on ringing")
    second.wait_state("agent-state", "ready")
    eventually(lambda: not first.heard().is_silent, 20, "the first agent does not hear the caller")
    kinds = [kind for kind, _ in stage.center.carrier.transcript(CALLER)]
    assert "queue" in kinds
    first.part("call-end").click()
    first.wait_state("agent-state", "wrap_up")
    first.finish_wrap_up()
    eventually(lambda: not stage.center.carrier.calls(CALLER, "sip"), 30, "the caller is still on the line")
