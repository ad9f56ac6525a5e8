"""Taking a task out before an agent has it."""

from datetime import datetime

from chalicelib.problems import Conflict, TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.items import TaskItem, WaitingRow
from chalicelib.routing.model import Canceled, Outcome, ReservationStatus, TaskStatus
from chalicelib.routing.offers import end_offer, let_go
from chalicelib.routing.state import as_it_is, change, find_task, get_offer

ATTEMPTS = 6
OPEN = (TaskStatus.PENDING, TaskStatus.RESERVED)
HELD = (ReservationStatus.ACCEPTED, ReservationStatus.WRAPPING, ReservationStatus.COMPLETED)


def cancel_task(task_sid: str, reason: str, now: datetime) -> Outcome:
    """End the task's place in line, or its offer. What an agent has, or is not there, is left alone."""
    return end_task(task_sid, reason, now) or Outcome()


def end_task(task_sid: str, reason: str, now: datetime) -> Outcome | None:
    """The same; None when there was nothing to end."""
    for _ in range(ATTEMPTS):
        task = find_task(task_sid)
        if task is None or task.status not in OPEN:
            return None
        try:
            if task.status == TaskStatus.PENDING:
                return _end_waiting(task, reason, now)
            if task.reserved:
                return _end_offers(task, reason, now)
            offer = get_offer(str(task.reservation_sid))
            if as_it_is(offer).status in HELD:
                return None
            outcome = end_offer(offer, ReservationStatus.CANCELED, reason, now)
        except TransactionLost:
            continue
        if outcome.dropped:
            return outcome
    raise Conflict(f"Task {task_sid} keeps changing.", code="changed_meanwhile")


def _end_offers(task: TaskItem, reason: str, now: datetime) -> Outcome:
    """End a task that several workers are reserved for: for all of them at once, then each is let go."""
    offers = [get_offer(sid) for sid in task.reserved]
    with change() as c:
        c.delete(WaitingRow(task))
        writes.close_task(c, task, reason, now)
        for offer in offers:
            writes.move_on(c, offer, ReservationStatus.CANCELED, now, reason=reason)
    return sum((let_go(offer, ReservationStatus.CANCELED, now) for offer in offers), Outcome())


def given_up(task: TaskItem, reason: str) -> Outcome:
    """The news that routing itself gave a task up."""
    return Outcome(canceled=(Canceled(task.task_sid, task.contact_id, task.queue, reason),))


def _end_waiting(task: TaskItem, reason: str, now: datetime) -> Outcome:
    with change() as c:
        c.delete(WaitingRow(task))
        writes.close_task(c, task, reason, now)
    return Outcome()
