"""/Workspaces/{}/TaskChannels: the center's own, and those that are added to them."""

from typing import Any

from pydantic import Field

from chalicelib import calls, routing
from chalicelib.problems import Conflict, Invalid
from chalicelib.routing import ALIASES, CALLBACK, LINES
from chalicelib.taskrouter import store
from chalicelib.taskrouter.channels import Channel, channel, channels
from chalicelib.taskrouter.present import channel_json
from chalicelib.taskrouter.store import Kind
from chalicelib.taskrouter.workspace import HERE
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/TaskChannels")


class ChannelForm(TwilioForm):
    """What of a channel can be changed."""

    friendly_name: str | None = Field(default=None, min_length=1, max_length=64)
    channel_optimized_routing: bool | None = None


class NewChannel(ChannelForm):
    """A channel to be added."""

    friendly_name: str = Field(min_length=1, max_length=64)
    unique_name: str = Field(min_length=1, max_length=64)


@routes("GET", query=Paged)
def list_channels(call: TwilioCall[TwilioForm, Paged]) -> TwilioPage:
    """Every channel."""
    return page_of("channels", call.query, channels(), lambda one: one.sid, channel_json)


@routes("GET", "/{channel_sid}")
def fetch_channel(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One channel, by its sid or its unique name."""
    return channel_json(channel(call.path["channel_sid"]))


@routes("POST", body=NewChannel, status=201)
def create_channel(call: TwilioCall[NewChannel, TwilioForm]) -> dict[str, Any]:
    """Add a channel: lines of its own, and every worker takes one of it at once."""
    form = call.body
    _refuse_optimized(form)
    if form.unique_name in ALIASES:
        raise Conflict(f"A TaskChannel with the UniqueName {form.unique_name} already exists")
    calls.run(routing.define_channel(form.unique_name, call.now), call.now)
    at = iso_date(call.now)
    note = {"friendly_name": form.friendly_name, "created_at": at, "updated_at": at}
    store.put_note(Kind.CHANNEL, form.unique_name, note)
    return channel_json(channel(form.unique_name))


@routes("POST", "/{channel_sid}", body=ChannelForm)
def update_channel(call: TwilioCall[ChannelForm, TwilioForm]) -> dict[str, Any]:
    """Rename an added channel; the center's own keep their names."""
    one, form = channel(call.path["channel_sid"]), call.body
    _refuse_optimized(form)
    if form.friendly_name not in (None, one.friendly_name):
        _require_added(one)
        store.change_note(
            Kind.CHANNEL, one.unique_name, friendly_name=form.friendly_name, updated_at=iso_date(call.now)
        )
    return channel_json(channel(one.sid))


@routes("DELETE", "/{channel_sid}")
def delete_channel(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Remove an added channel of which no task is open."""
    one = channel(call.path["channel_sid"])
    _require_added(one)
    routing.delete_channel(one.unique_name, call.now)
    store.forget_note(Kind.CHANNEL, one.unique_name)


def _refuse_optimized(form: ChannelForm) -> None:
    if form.channel_optimized_routing:
        raise Invalid("ChannelOptimizedRouting is not supported", field="ChannelOptimizedRouting")


def _require_added(one: Channel) -> None:
    if one.unique_name in (*LINES, *ALIASES, CALLBACK):
        raise Conflict(f"{one.unique_name} is one of the center's own channels")
