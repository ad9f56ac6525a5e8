"""/Workspaces/{}/Events: the center's log, in TaskRouter's words."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from chalicelib import contacts, routing
from chalicelib.problems import NotFound
from chalicelib.taskrouter.channels import channel
from chalicelib.taskrouter.event_data import event_json
from chalicelib.taskrouter.events import SOURCES, Told, is_of, task_of, told
from chalicelib.taskrouter.figures import Log, Period, period, read_log
from chalicelib.taskrouter.names import names
from chalicelib.taskrouter.references import named
from chalicelib.taskrouter.sids import moment_of
from chalicelib.taskrouter.workspace import HERE
from chalicelib.web.twilio_api import TwilioCall, TwilioRoutes
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged, TwilioPage, page_of

routes = TwilioRoutes(f"{HERE}/Events")


class ListEvents(Paged):
    """Filters of the list; without a time, the last 15 minutes."""

    end_date: datetime | None = None
    start_date: datetime | None = None
    minutes: int | None = Field(default=None, ge=1)
    event_type: str | None = None
    reservation_sid: str | None = None
    task_queue_sid: str | None = None
    task_sid: str | None = None
    worker_sid: str | None = None
    workflow_sid: str | None = None
    task_channel: str | None = None
    sid: str | None = None


@routes("GET", query=ListEvents)
def list_events(call: TwilioCall[TwilioForm, ListEvents]) -> TwilioPage:
    """The newest first."""
    query, known = call.query, names()
    log = _log(query, call.now)
    everything = [one for event in reversed(log.events) for one in reversed(told(event))]
    found = list(filter(_wanted(query, log), everything))
    return page_of("events", query, found, lambda one: one.sid, lambda one: event_json(one, known))


@routes("GET", "/{event_sid}")
def fetch_event(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One event; its SID tells its millisecond."""
    sid = call.path["event_sid"]
    at = moment_of(sid)
    around = contacts.events_between(at, at + timedelta(milliseconds=1), SOURCES) if at else []
    found = next((one for event in around for one in told(event) if one.sid == sid), None)
    if found is None:
        raise NotFound(f"There is no event {sid}.")
    return event_json(found, names())


def _log(query: ListEvents, now: datetime) -> Log:
    """The period's log; the log of one task is read whole, whenever it was, unless a time is given."""
    has_time = query.has("minutes", "start_date", "end_date")
    if query.task_sid and not has_time:
        try:
            subject = routing.task(query.task_sid).contact_id
        except NotFound:
            return Log(Period(now, now), [], {})
        events = [event for event in contacts.events_of(subject) if event.type in SOURCES]
        return Log(Period(now, now), events, {})
    return read_log(period(now, query.minutes, query.start_date, query.end_date))


def _wanted(query: ListEvents, log: Log) -> Callable[[Told], bool]:
    queue = next((one.friendly_name for one in routing.queues() if one.sid == query.task_queue_sid), "")
    by_channel = None
    if query.task_channel:
        by_channel = named(channel, query.task_channel, "TaskChannel").line

    def passes(one: Told) -> bool:
        event = one.source
        facts = log.facts.get(task_of(event) or "")
        return (
            (not query.event_type or is_of(one.type, query.event_type))
            and query.reservation_sid in (None, event.reservation_sid)
            and query.worker_sid in (None, event.worker_sid)
            and query.task_sid in (None, task_of(event))
            and query.sid in (None, one.sid)
            and (not query.task_queue_sid or event.queue == queue)
            and (not query.workflow_sid or (facts is not None and facts.workflow_sid == query.workflow_sid))
            and (by_channel is None or (facts is not None and facts.channel == by_channel))
        )

    return passes
