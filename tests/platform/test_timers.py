"""Timers: rows first, run once, swept when their message is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.aws import timers
from chalicelib.aws.clients import client
from chalicelib.aws.settings import settings
from chalicelib.aws.tables import transaction
from chalicelib.aws.timers import Timer
from chalicelib.problems import TransactionLost

pytestmark = pytest.mark.usefixtures("tables")
LATER = timedelta(seconds=30)


def _url() -> str:
    return str(client("sqs").get_queue_url(QueueName=settings().timers_queue)["QueueUrl"])


def messages() -> list[str]:
    return [each["Body"] for each in client("sqs").receive_message(QueueUrl=_url()).get("Messages", [])]


def test_a_timer_is_claimed_by_one_of_many_threads(now: datetime) -> None:
    timer = Timer("ring", "WR1", now)
    timers.arm(timer)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: timers.claim(timer, now), range(16)))
    assert claims.count(True) == 1


def test_its_message_carries_the_timer(now: datetime) -> None:
    timer = Timer("ring", "WR1", now, {"worker": "WK1"})
    timers.arm(timer)
    assert [timers.decode(body) for body in messages()] == [timer]


def test_a_timer_whose_message_was_never_sent_is_found_by_the_sweep(now: datetime) -> None:
    timer = Timer("ring", "WR1", now)
    with transaction() as t:
        timers.stage(t, timer)
    # The process dies here: no message.
    assert messages() == []
    assert timers.overdue(now + LATER) == [timer]
    assert timers.run(timer, lambda timer, now: None, now + LATER)
    assert timers.overdue(now + LATER) == []


def test_a_timer_whose_handler_failed_stays_and_may_be_tried_again(now: datetime) -> None:
    timer = Timer("ring", "WR1", now)
    timers.arm(timer)

    def fail(timer: Timer, now: datetime) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        timers.run(timer, fail, now)
    assert timers.run(timer, lambda timer, now: None, now)


def test_a_process_that_dies_while_handling_leaves_the_timer_to_a_later_sweep(now: datetime) -> None:
    timer = Timer("ring", "WR1", now)
    timers.arm(timer)
    assert timers.claim(timer, now)
    assert not timers.claim(timer, now + timedelta(seconds=timers.CLAIM_SECONDS - 1))
    assert timers.claim(timer, now + timedelta(seconds=timers.CLAIM_SECONDS))


def test_a_cancelled_replaced_or_early_timer_does_not_run(now: datetime) -> None:
    timers.arm(Timer("ring", "WR1", now))
    timers.cancel("ring", "WR1")
    assert not timers.claim(Timer("ring", "WR1", now), now + LATER)
    timers.arm(Timer("ring", "WR2", now))
    timers.arm(Timer("ring", "WR2", now + LATER))
    assert not timers.claim(Timer("ring", "WR2", now), now)
    assert not timers.claim(Timer("ring", "WR2", now + LATER), now)
    assert timers.claim(Timer("ring", "WR2", now + LATER), now + LATER)


def test_a_handler_that_arms_its_own_timer_anew_keeps_the_new_one(now: datetime) -> None:
    timer = Timer("lease", "WK1", now)
    timers.arm(timer)
    timers.run(timer, lambda timer, now: timers.arm(Timer("lease", "WK1", now + LATER)), now)
    assert timers.overdue(now + LATER + LATER) == [Timer("lease", "WK1", now + LATER)]


def test_a_timer_further_away_than_sqs_can_delay_gets_its_message_when_it_comes_near() -> None:
    start = datetime.now(UTC)
    timer = Timer("deadline", "TK1", (start + timedelta(hours=2)).replace(microsecond=0))
    timers.arm(timer)
    assert messages() == []
    assert timers.approaching(start) == []
    assert timers.approaching(timer.due_at - timedelta(seconds=60)) == [timer]


def test_a_timer_that_is_not_kept_is_its_message_alone(now: datetime) -> None:
    ran: list[Timer] = []
    timer = Timer("ring", "WR1", now, is_kept=False)
    timers.send(timer)
    (body,) = messages()
    timers.deliver(body, {"ring": lambda timer, now: ran.append(timer)}, now)
    assert ran == [timer]
    assert timers.overdue(now + LATER) == []


def test_a_message_is_out_before_the_commit_so_a_death_after_it_loses_nothing() -> None:
    later = Timer("ring", "WR1", datetime.now(UTC) + LATER, is_kept=False)
    at_once = Timer("match", "WQ1", datetime.now(UTC), is_kept=False)
    with timers.announced([later, at_once]):
        assert (
            client("sqs").get_queue_attributes(QueueUrl=_url(), AttributeNames=["All"])["Attributes"][
                "ApproximateNumberOfMessagesDelayed"
            ]
            == "1"
        )
        assert messages() == []
    (body,) = messages()
    assert timers.decode(body).key == "WQ1"


def test_the_message_of_a_commit_that_failed_finds_nothing_to_do() -> None:
    ran: list[Timer] = []
    timer = Timer("callback", "CB1", datetime.now(UTC) + LATER)
    with pytest.raises(TransactionLost), timers.announced([timer]):
        raise TransactionLost("Somebody else changed this first.")
    timers.run(timer, lambda timer, now: ran.append(timer), timer.due_at)
    assert ran == []
