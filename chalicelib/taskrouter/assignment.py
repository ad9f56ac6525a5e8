"""The assignment callback: a workflow's address is asked what to do about a reservation, and obeyed.

Asked once per reservation, the fallback address when the first does not answer 200 with JSON within five
seconds. An empty answer leaves it to the API; no answer at all, or one that cannot be carried out, leaves the
reservation to its time. Only tasks from outside are asked about: for a caller of ours the worker's telephone
rings.
"""

import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib import routing
from chalicelib.aws import jobs
from chalicelib.aws.logs import logger
from chalicelib.contacts import Event, EventType
from chalicelib.problems import NotFound, Problem
from chalicelib.routing import Reservation, ReservationStatus
from chalicelib.taskrouter import store
from chalicelib.taskrouter.callback_post import Reply, post
from chalicelib.taskrouter.event_data import assignment_form
from chalicelib.taskrouter.instructions import carry_out, read_instruction
from chalicelib.taskrouter.names import names
from chalicelib.taskrouter.notes import WorkflowNote, read_note
from chalicelib.taskrouter.store import Kind

JOB = "taskrouter.ask"
ANSWER_SECONDS = 5


def ask_about(event: Event) -> None:
    """A reservation for a task from outside was made: ask for the job that asks what to do."""
    if event.type is EventType.RESERVATION_CREATED and routing.is_foreign(event.subject):
        jobs.send(JOB, {"reservation_sid": event.reservation_sid})


def ask(payload: Mapping[str, Any], now: datetime) -> None:
    """Ask, once, and carry out what is answered."""
    reservation = _pending(str(payload["reservation_sid"]))
    if reservation is None:
        return
    task = routing.task(reservation.task_sid)
    note = read_note(WorkflowNote, store.note_of(Kind.WORKFLOW, task.workflow_sid or ""))
    urls = [url for url in (note.assignment_callback_url, note.fallback_assignment_callback_url) if url]
    # Marked before it is asked: a call placed twice is worse than a reservation that runs out.
    if not urls or not store.mark_once(f"asked/{reservation.sid}", now):
        return
    begun = time.monotonic()
    form = assignment_form(reservation, task, routing.worker(reservation.worker_sid), names(), now)
    for url in urls:
        reply = post(url, form, ANSWER_SECONDS)
        answer = _answer(reply)
        if answer is not None:
            _obey(answer, reservation, now + timedelta(seconds=time.monotonic() - begun))
            return
        logger.warning(
            "assignment callback not answered",
            extra={"reservation_sid": reservation.sid, "status": reply.status, "reason": reply.reason},
        )


def _pending(sid: str) -> Reservation | None:
    try:
        found = routing.reservation(sid)
    except NotFound:
        return None
    return found if found.status is ReservationStatus.PENDING else None


def _answer(reply: Reply) -> dict[str, Any] | None:
    """The JSON object of an answer, empty for none; None when it is no answer."""
    if reply.status not in (200, 204):
        return None
    if not reply.body.strip():
        return {}
    try:
        said = json.loads(reply.body)
    except ValueError:
        return None
    is_json = reply.content_type.partition(";")[0].strip() == "application/json"
    return said if isinstance(said, dict) and is_json else None


def _obey(answer: Mapping[str, Any], reservation: Reservation, now: datetime) -> None:
    instruction = read_instruction(answer)
    if not instruction.name:
        return
    try:
        carry_out(instruction, reservation, now)
    except Problem as problem:
        logger.warning(
            "assignment instruction not carried out",
            extra={
                "reservation_sid": reservation.sid,
                "instruction": instruction.name,
                "reason": problem.message,
            },
        )
