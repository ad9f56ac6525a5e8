"""/Workspaces/{}/Activities"""

from typing import Any

from pydantic import Field

from chalicelib import routing
from chalicelib.taskrouter.activities import (
    activities,
    activity,
    activity_of,
    add_activity,
    remove_activity,
    rename_activity,
)
from chalicelib.taskrouter.present import activity_json
from chalicelib.taskrouter.workspace import HERE
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes, iso_date
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/Activities")


class NewActivity(TwilioForm):
    """Whether it is available is decided for good."""

    friendly_name: str = Field(min_length=1, max_length=64)
    available: bool = False


class ActivityForm(TwilioForm):
    """Only the name changes."""

    friendly_name: str | None = Field(default=None, min_length=1, max_length=64)


class ListActivities(Paged):
    """Filters of the list."""

    friendly_name: str | None = None
    available: bool | None = None


@routes("GET", query=ListActivities)
def list_activities(call: TwilioCall[TwilioForm, ListActivities]) -> TwilioPage:
    """The center's own five, and the added ones."""
    query = call.query
    found = [
        one
        for one in activities()
        if query.friendly_name in (None, one.friendly_name) and query.available in (None, one.available)
    ]
    return page_of("activities", query, found, lambda one: one.sid, activity_json)


@routes("POST", body=NewActivity, status=201)
def create_activity(call: TwilioCall[NewActivity, TwilioForm]) -> dict[str, Any]:
    """Add an activity."""
    at = str(iso_date(call.now))
    return activity_json(add_activity(call.body.friendly_name, call.body.available, at))


@routes("GET", "/{activity_sid}")
def fetch_activity(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One activity."""
    return activity_json(activity(call.path["activity_sid"]))


@routes("POST", "/{activity_sid}", body=ActivityForm)
def update_activity(call: TwilioCall[ActivityForm, TwilioForm]) -> dict[str, Any]:
    """Rename an added activity."""
    sid, name = call.path["activity_sid"], call.body.friendly_name
    return activity_json(rename_activity(sid, name, str(iso_date(call.now))) if name else activity(sid))


@routes("DELETE", "/{activity_sid}")
def delete_activity(call: TwilioCall[TwilioForm, TwilioForm]) -> None:
    """Remove an added activity that no worker is in."""
    sid, known = activity(call.path["activity_sid"]).sid, activities()
    remove_activity(sid, any(activity_of(worker, known).sid == sid for worker in routing.workers()))
