"""Timers that survive a dead process: a row is the truth, a delayed message only makes it prompt.

A timer is staged in the transaction that needs it, and its message is sent around the commit (`announced`):
a process that dies loses no message of a timer that is not due at once. What is lost all the same a sweep
finds, every minute. A handler runs under a claim, and the row goes only after the handler has succeeded, so
handlers must be idempotent, and a message may come whose timer was never written.
"""

import json
import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from datetime import UTC, datetime, timedelta

from pynamodb.exceptions import DeleteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.aws import queues
from chalicelib.aws.logs import logger
from chalicelib.aws.records import TimerRecord
from chalicelib.aws.settings import settings
from chalicelib.aws.tables import iso
from chalicelib.values import dataclass

SHARDS = 4
LONGEST_DELAY_SECONDS = 900
CLAIM_SECONDS = 60
# A commit takes less: its timers' messages do not come before it.
AHEAD_SECONDS = 3


@dataclass(frozen=True)
class Timer:
    """Something to do at `due_at`. A second timer of the same kind and key replaces the first.

    One that is not kept is a message only: it may be lost, or come twice. It is for what something else makes
    good, and costs no write.
    """

    kind: str
    key: str
    due_at: datetime
    payload: dict[str, str] = field(default_factory=dict)
    is_kept: bool = True


Handler = Callable[[Timer, datetime], object]


def stage(t: TransactWrite, timer: Timer) -> None:
    """Write the timer with the transaction; call `send` after the commit."""
    t.save(_record(timer))


def arm(timer: Timer) -> None:
    """Write the timer and send its message, where no other write must go with it."""
    _record(timer).save()
    send(timer)


def send(timer: Timer) -> None:
    """Send the delayed message of a timer that is already written, or of one that is not kept.

    A kept one that is further away than SQS can delay is left to the sweep, which calls this in time; one
    that is not kept arrives early and is sent again.
    """
    left = (timer.due_at - datetime.now(UTC)).total_seconds()
    if left <= LONGEST_DELAY_SECONDS or not timer.is_kept:
        delay = min(LONGEST_DELAY_SECONDS, max(0, math.ceil(left)))
        queues.send(settings().timers_queue, _body(timer), delay_seconds=delay)


@contextmanager
def announced(armed: Iterable[Timer]) -> Iterator[None]:
    """Around the commit that arms these timers, their messages. One that is due later is sent before: whoever
    dies after the commit has lost nothing, and where the commit fails it finds nothing to do. One that is
    due at once must find what it is about, so it is sent after."""
    soon = datetime.now(UTC) + timedelta(seconds=AHEAD_SECONDS)
    after = [timer for timer in armed if timer.due_at < soon or not send_surely(timer)]
    yield
    for timer in after:
        send_surely(timer)


def send_surely(timer: Timer) -> bool:
    """`send`, beside a commit that must not fail with it: a lost message only makes the timer late. Says
    whether it was sent."""
    try:
        send(timer)
    except Exception:
        logger.exception("timer message not sent", extra={"timer": f"{timer.kind}#{timer.key}"})
        return False
    return True


def stage_cancel(t: TransactWrite, kind: str, key: str) -> None:
    """Cancel the timer with the transaction; cancelling one that does not exist is no error."""
    t.delete(TimerRecord(_id(kind, key)))


def cancel(kind: str, key: str) -> None:
    """Forget the timer; a message already on its way finds no row and does nothing."""
    TimerRecord(_id(kind, key)).delete()


def claim(timer: Timer, now: datetime) -> bool:
    """Take the right to run this timer for a minute; False when it is cancelled, replaced, taken or early."""
    record = TimerRecord(_id(timer.kind, timer.key))
    free = TimerRecord.claimed_until.does_not_exist() | (TimerRecord.claimed_until <= now)
    ripe = TimerRecord.due_at <= now
    try:
        record.update(
            actions=[TimerRecord.claimed_until.set(now + timedelta(seconds=CLAIM_SECONDS))],
            condition=_is_same(timer) & ripe & free,
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def finish(timer: Timer) -> None:
    """Remove the row of a timer whose handler has succeeded, unless that handler armed it anew."""
    try:
        TimerRecord(_id(timer.kind, timer.key)).delete(condition=_is_same(timer))
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def release(timer: Timer) -> None:
    """Give a claim back after a failure, so that the next delivery may try at once."""
    try:
        TimerRecord(_id(timer.kind, timer.key)).update(
            actions=[TimerRecord.claimed_until.remove()], condition=_is_same(timer)
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def run(timer: Timer, handler: Handler, now: datetime) -> bool:
    """Run the handler under a claim; False when it is not this delivery's turn. Its error goes through."""
    if not claim(timer, now):
        return False
    try:
        handler(timer, now)
    except Exception:
        release(timer)
        raise
    finish(timer)
    return True


def deliver(body: str, handlers: Mapping[str, Handler], now: datetime) -> None:
    """Handle one message of the timers' queue; one that came early is sent again for the rest of its time."""
    timer = decode(body)
    if timer.due_at > now:
        send(timer)
    elif timer.is_kept:
        run(timer, handlers[timer.kind], now)
    else:
        handlers[timer.kind](timer, now)


def sweep(handlers: Mapping[str, Handler], now: datetime) -> None:
    """Run what is overdue and send what comes near; one that fails stays for the next sweep."""
    for timer in overdue(now):
        try:
            run(timer, handlers[timer.kind], now)
        except Exception:
            logger.exception("timer failed", extra={"kind": timer.kind, "key": timer.key})
    for timer in approaching(now):
        send(timer)


def overdue(now: datetime, grace_seconds: int = 5) -> list[Timer]:
    """Timers whose time has passed by more than the message usually takes."""
    return _due(TimerRecord.due_at <= now - timedelta(seconds=grace_seconds))


def approaching(now: datetime, within_seconds: int = 90) -> list[Timer]:
    """Far timers (armed too early for a message) that are due soon: `send` them."""
    until = now + timedelta(seconds=within_seconds)
    return _due(TimerRecord.due_at.between(now, until), TimerRecord.is_far == True)  # noqa: E712


def decode(body: str) -> Timer:
    """The timer that a message of the timers' queue carries."""
    said = json.loads(body)
    due_at = datetime.fromisoformat(said["due_at"])
    return Timer(said["kind"], said["key"], due_at, said["payload"], said.get("is_kept", True))


def _due(when: Condition, only: Condition | None = None) -> list[Timer]:
    found: list[Timer] = []
    for shard in range(SHARDS):
        rows = TimerRecord.by_due.query(shard, when, filter_condition=only)
        found += [Timer(row.kind, row.key, row.due_at, row.payload) for row in rows]
    return sorted(found, key=lambda timer: timer.due_at)


def _id(kind: str, key: str) -> str:
    return f"{kind}#{key}"


def _is_same(timer: Timer) -> Condition:
    return TimerRecord.due_at == timer.due_at


def _record(timer: Timer) -> TimerRecord:
    left = (timer.due_at - datetime.now(UTC)).total_seconds()
    timer_id = _id(timer.kind, timer.key)
    return TimerRecord(
        timer_id,
        kind=timer.kind,
        key=timer.key,
        due_at=timer.due_at,
        payload=timer.payload,
        shard=zlib.crc32(timer_id.encode()) % SHARDS,
        is_far=left > LONGEST_DELAY_SECONDS,
    )


def _body(timer: Timer) -> str:
    said: dict[str, object] = {
        "kind": timer.kind,
        "key": timer.key,
        "due_at": iso(timer.due_at),
        "payload": timer.payload,
    }
    if not timer.is_kept:
        said["is_kept"] = False
    return json.dumps(said, ensure_ascii=False)
