"""/Workspaces/{}/TaskChannels: those that the center has; they are not made or deleted here."""

from typing import Any

from chalicelib.taskrouter.channels import channel, channels
from chalicelib.taskrouter.present import channel_json
from chalicelib.taskrouter.workspace import HERE
from chalicelib.web.twilio_api import TwilioCall, TwilioError, TwilioRoutes
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/TaskChannels")
_FIXED = "The task channels are the center's own: {} can be used, none can be made, changed or deleted"


class ChannelForm(TwilioForm):
    """What a client may send."""

    friendly_name: str | None = None
    unique_name: str | None = None
    channel_optimized_routing: bool | None = None


@routes("GET", query=Paged)
def list_channels(call: TwilioCall[TwilioForm, Paged]) -> TwilioPage:
    """Every channel."""
    return page_of("channels", call.query, channels(), lambda one: one.sid, channel_json)


@routes("GET", "/{channel_sid}")
def fetch_channel(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One channel, by its sid or its unique name."""
    return channel_json(channel(call.path["channel_sid"]))


@routes("POST", body=ChannelForm, status=201)
def create_channel(call: TwilioCall[ChannelForm, TwilioForm]) -> dict[str, Any]:
    """Refused."""
    raise _refusal()


@routes("POST", "/{channel_sid}", body=ChannelForm)
def update_channel(call: TwilioCall[ChannelForm, TwilioForm]) -> dict[str, Any]:
    """Refused, unless nothing changes."""
    one, form = channel(call.path["channel_sid"]), call.body
    if form.friendly_name not in (None, one.friendly_name) or form.channel_optimized_routing:
        raise _refusal()
    return channel_json(one)


@routes("DELETE", "/{channel_sid}")
def delete_channel(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Refused."""
    channel(call.path["channel_sid"])
    raise _refusal()


def _refusal() -> TwilioError:
    return TwilioError(20001, _FIXED.format(", ".join(one.unique_name for one in channels())))
