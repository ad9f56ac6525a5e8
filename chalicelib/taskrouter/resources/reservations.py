"""Reservations, below their task and below their worker: the same ones, twice."""

from typing import Any, Literal

from pydantic import Field

from chalicelib import contacts, routing
from chalicelib.contacts import EventType
from chalicelib.problems import NotFound
from chalicelib.routing import Reservation
from chalicelib.taskrouter.events import task_of
from chalicelib.taskrouter.instructions import Instruction, carry_out
from chalicelib.taskrouter.present import reservation_json
from chalicelib.taskrouter.resources.tasks import task_with
from chalicelib.taskrouter.sids import derived
from chalicelib.taskrouter.workspace import HERE
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, Versioned
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

of_task = TwilioRoutes(f"{HERE}/Tasks/{{task_sid}}/Reservations")
of_worker = TwilioRoutes(f"{HERE}/Workers/{{worker_sid}}/Reservations")


class ReservationForm(TwilioForm):
    """A new status, or an instruction with its parameters; those that no instruction of ours has are refused
    as unsupported."""

    reservation_status: Literal["accepted", "rejected", "wrapping", "completed"] | None = None
    worker_activity_sid: str | None = None
    instruction: str | None = None
    dequeue_to: str | None = None
    dequeue_from: str | None = None
    dequeue_record: str | None = None
    dequeue_timeout: int | None = None
    dequeue_post_work_activity_sid: str | None = None
    dequeue_status_callback_url: str | None = None
    call_from: str | None = None
    call_to: str | None = None
    call_url: str | None = None
    call_timeout: int | None = None
    call_record: str | None = None
    call_status_callback_url: str | None = None
    call_accept: bool | None = None
    redirect_call_sid: str | None = None
    redirect_url: str | None = None
    redirect_accept: bool | None = None
    to: str | None = None
    from_: str | None = Field(default=None, alias="From")
    post_work_activity_sid: str | None = None

    def as_instruction(self) -> Instruction:
        """What it asks for, in the words of an assignment callback's answer."""
        return Instruction(
            name=self.instruction or _BY_STATUS.get(self.reservation_status or "", ""),
            to=self.dequeue_to or self.call_to or self.to,
            from_=self.dequeue_from or self.call_from or self.from_,
            url=self.call_url or self.redirect_url,
            call_sid=self.redirect_call_sid,
            accept=bool(self.call_accept or self.redirect_accept),
            timeout_seconds=self.call_timeout or self.dequeue_timeout,
            status_callback_url=self.call_status_callback_url or self.dequeue_status_callback_url,
            activity_sid=self.worker_activity_sid,
            post_work_activity_sid=self.post_work_activity_sid or self.dequeue_post_work_activity_sid,
            record=self.call_record or self.dequeue_record,
        )


_BY_STATUS = {"accepted": "accept", "rejected": "reject", "wrapping": "wrap", "completed": "complete"}


class ListReservations(Paged):
    """Filters of the list."""

    reservation_status: str | None = None
    worker_sid: str | None = None


@of_task("GET", query=ListReservations)
def list_of_task(call: TwilioCall[TwilioForm, ListReservations]) -> TwilioPage:
    """Every offer of the task, the first one first."""
    found = [routing.reservation(sid) for sid in reservations_of_task(call.path["task_sid"])]
    return _page(call.query, found, is_of_worker=False)


@of_worker("GET", query=ListReservations)
def list_of_worker(call: TwilioCall[TwilioForm, ListReservations]) -> TwilioPage:
    """The worker's latest offers, the newest first."""
    routing.worker(call.path["worker_sid"])
    return _page(call.query, routing.reservations_of(call.path["worker_sid"]), is_of_worker=True)


@of_task("GET", "/{reservation_sid}")
@of_worker("GET", "/{reservation_sid}")
def fetch_reservation(call: TwilioCall[TwilioForm, TwilioForm]) -> Versioned:
    """One reservation."""
    return _shown(_reservation(call), call)


@of_task("POST", "/{reservation_sid}", body=ReservationForm)
@of_worker("POST", "/{reservation_sid}", body=ReservationForm)
def update_reservation(call: TwilioCall[ReservationForm, TwilioForm]) -> Versioned:
    """Accept, reject, wrap up, complete, or let a call be made for it."""
    reservation = _reservation(call)
    call.require_version(version_of(reservation))
    carry_out(call.body.as_instruction(), reservation, call.now)
    return _shown(routing.reservation(reservation.sid), call)


def reservations_of_task(task_sid: str) -> list[str]:
    """The SIDs of a task's reservations in the order of the log."""
    task = task_with(task_sid)
    made = [
        event for event in contacts.events_of(task.contact_id) if event.type is EventType.RESERVATION_CREATED
    ]
    return [str(event.reservation_sid) for event in made if task_of(event) == task.sid]


def version_of(reservation: Reservation) -> str:
    """Changes with the status."""
    return derived("", reservation.sid, reservation.status)


def _reservation(call: TwilioCall[Any, Any]) -> Reservation:
    """The reservation of the path; NotFound when it is of another task or worker."""
    found = routing.reservation(call.path["reservation_sid"])
    parents = {"task_sid": found.task_sid, "worker_sid": found.worker_sid}
    if any(parents.get(name, value) != value for name, value in call.path.items() if name in parents):
        raise NotFound(f"There is no reservation {found.sid} there.")
    return found


def _shown(reservation: Reservation, call: TwilioCall[Any, Any]) -> Versioned:
    is_of_worker = "worker_sid" in call.path
    return Versioned(reservation_json(reservation, is_of_worker), version_of(reservation))


def _page(query: ListReservations, found: list[Reservation], is_of_worker: bool) -> TwilioPage:
    wanted = [
        one
        for one in found
        if query.reservation_status in (None, str(one.status)) and query.worker_sid in (None, one.worker_sid)
    ]
    return page_of(
        "reservations", query, wanted, lambda one: one.sid, lambda one: reservation_json(one, is_of_worker)
    )
