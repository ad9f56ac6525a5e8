"""Who waits, who is called back, and taking a call from there, over HTTP."""

from chalice import Blueprint

from chalicelib import calls, routing
from chalicelib.calls import OPEN_CALLBACKS, Callback, CallbackStatus
from chalicelib.contacts import Text
from chalicelib.desk.line.schemas import (
    CallbackOut,
    CallbacksQuery,
    PickUpIn,
    PickUpOut,
    QueueNameOut,
    WaitingOut,
)
from chalicelib.desk.line.waiting import waiting
from chalicelib.problems import Forbidden, NotFound
from chalicelib.web import SIGNED_IN, Call, Page, Permission, route

bp = Blueprint(__name__)


@route(
    bp, "GET", "/desk/waiting", permission=Permission.CALLS_PICK_UP, returns=Page[WaitingOut],
    summary="Who waits now: for agents in their queues, for supervisors in all", tag="desk",
)  # fmt: skip
def list_waiting(call: Call) -> Page[WaitingOut]:
    return Page(items=waiting(_queues(call)))


@route(
    bp, "POST", "/desk/waiting/{contact_id}/pick-up", permission=Permission.CALLS_PICK_UP, body=PickUpIn,
    returns=PickUpOut, summary="Take a call that waits, or that rings at a colleague", tag="desk",
)  # fmt: skip
def pick_up(call: Call) -> PickUpOut:
    if call.identity.worker_sid is None:
        raise Forbidden("Only somebody with a phone at the desk can take a call.", code="no_worker")
    reservation_sid = calls.pick_up(
        call.path["contact_id"],
        call.identity.worker_sid,
        call.now,
        rings_at=call.body.rings_at,
        anywhere=_sees_all(call),
    )
    return PickUpOut(reservation_sid=reservation_sid)


@route(
    bp, "GET", "/callbacks", permission=Permission.CONTACTS_READ, query=CallbacksQuery,
    returns=Page[CallbackOut], summary="Callers who are to be called back, in their order", tag="callbacks",
)  # fmt: skip
def list_callbacks(call: Call) -> Page[CallbackOut]:
    wanted = list(CallbackStatus) if call.query.all else OPEN_CALLBACKS
    found = [one for one in calls.callbacks(wanted) if call.query.queue in (None, one.queue)]
    return Page(items=[CallbackOut.model_validate(one) for one in found if _may_see(call, one)])


@route(
    bp, "POST", "/callbacks/{callback_id}/cancel", permission=Permission.CALLS_PICK_UP, returns=CallbackOut,
    summary="Take a callback out of the line", tag="callbacks",
)  # fmt: skip
def cancel_callback(call: Call) -> CallbackOut:
    if not _may_see(call, calls.fetch_callback(call.path["callback_id"])):
        raise NotFound("There is no such callback.")
    canceled = calls.cancel_callback(call.path["callback_id"], "by_agent", call.now)
    return CallbackOut.model_validate(canceled)


@route(
    bp, "GET", "/desk/queues", permission=SIGNED_IN, returns=Page[QueueNameOut],
    summary="The queues by name and title, for lists to choose from", tag="desk",
)  # fmt: skip
def list_queues(_: Call) -> Page[QueueNameOut]:
    return Page(
        items=[
            QueueNameOut(
                name=one.friendly_name,
                title=Text(
                    zh=one.title.get("zh", one.friendly_name), en=one.title.get("en", one.friendly_name)
                ),
            )
            for one in routing.queues()
        ]
    )


def _sees_all(call: Call) -> bool:
    return call.identity.may(Permission.FLOOR_VIEW)


def _queues(call: Call) -> tuple[str, ...] | None:
    if _sees_all(call):
        return None
    worker_sid = call.identity.worker_sid
    return routing.worker(worker_sid).queues if worker_sid else ()


def _may_see(call: Call, callback: Callback) -> bool:
    queues = _queues(call)
    return queues is None or callback.queue in queues
