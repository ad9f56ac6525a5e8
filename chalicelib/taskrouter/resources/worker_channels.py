"""/Workspaces/{}/Workers/{}/Channels: how much of each channel a worker takes at once."""

from typing import Any

from pydantic import Field

from chalicelib import calls, routing
from chalicelib.problems import NotFound
from chalicelib.routing import Worker
from chalicelib.taskrouter import store
from chalicelib.taskrouter.channels import Channel, capacity_channels
from chalicelib.taskrouter.present import worker_channel_json
from chalicelib.taskrouter.sids import derived
from chalicelib.taskrouter.store import Kind
from chalicelib.taskrouter.workspace import BORN, HERE
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/Workers/{{worker_sid}}/Channels")


class WorkerChannelForm(TwilioForm):
    """What can be set."""

    capacity: int | None = Field(default=None, ge=0, le=100)
    available: bool | None = None


@routes("GET", query=Paged)
def list_worker_channels(call: TwilioCall[TwilioForm, Paged]) -> TwilioPage:
    """Every channel of a worker."""
    worker = routing.worker(call.path["worker_sid"])
    born = _born(worker)
    return page_of(
        "channels",
        call.query,
        capacity_channels(),
        lambda one: one.sid,
        lambda one: _shown(worker, one, born),
    )


@routes("GET", "/{channel_sid}")
def fetch_worker_channel(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One, by its own sid, the channel's sid, or the channel's name."""
    worker = routing.worker(call.path["worker_sid"])
    return _shown(worker, _channel(worker, call.path["channel_sid"]), _born(worker))


@routes("POST", "/{channel_sid}", body=WorkerChannelForm)
def update_worker_channel(call: TwilioCall[WorkerChannelForm, TwilioForm]) -> dict[str, Any]:
    """Change the capacity; not to be available for a channel is to have none."""
    worker = routing.worker(call.path["worker_sid"])
    one, form = _channel(worker, call.path["channel_sid"]), call.body
    wanted = 0 if form.available is False else form.capacity
    if form.available and not (wanted or _capacity(worker, one)):
        wanted = 1
    if wanted is not None and wanted != _capacity(worker, one):
        changed = {**worker.capacity, one.line: wanted}
        calls.run(routing.set_capacity(worker.sid, changed, call.now), call.now)
    return _shown(routing.worker(worker.sid), one, _born(worker))


def _channel(worker: Worker, reference: str) -> Channel:
    found = next(
        (
            one
            for one in capacity_channels()
            if reference in (one.sid, one.unique_name, derived("WC", worker.sid, one.sid))
        ),
        None,
    )
    if found is None:
        raise NotFound(f"Worker {worker.sid} has no channel {reference}.")
    return found


def _born(worker: Worker) -> str:
    return str(store.note_of(Kind.WORKER, worker.sid).get("created_at") or BORN)


def _shown(worker: Worker, one: Channel, created_at: str) -> dict[str, Any]:
    assigned = worker.reservations.get(one.line, 0)
    return worker_channel_json(worker, one, _capacity(worker, one), assigned, created_at)


def _capacity(worker: Worker, one: Channel) -> int:
    return worker.capacity.get(one.line, 0)
