"""/Workspaces/{}/Events: the center's log, in TaskRouter's words."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from chalicelib import contacts, routing
from chalicelib.problems import NotFound
from chalicelib.taskrouter.changes import Change, change_json, kept_between
from chalicelib.taskrouter.channels import channel
from chalicelib.taskrouter.event_data import event_json
from chalicelib.taskrouter.events import SOURCES, Told, is_of, task_of, told
from chalicelib.taskrouter.figures import LONGEST, Log, Period, period, read_log
from chalicelib.taskrouter.names import Names, names
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
    passes = _wanted(query, log)
    told_of: list[Told | Change] = [one for one in everything if passes(one)]
    kept = kept_between(*_kept_period(query, call.now))
    found = sorted([*told_of, *filter(_is_asked_for(query), kept)], key=_moment, reverse=True)
    return page_of("events", query, found, lambda one: one.sid, lambda one: _shown(one, known))


@routes("GET", "/{event_sid}")
def fetch_event(call: TwilioCall[TwilioForm, TwilioForm]) -> dict[str, Any]:
    """One event; its SID tells its millisecond."""
    sid = call.path["event_sid"]
    at = moment_of(sid)
    around = contacts.events_between(at, at + timedelta(milliseconds=1), SOURCES) if at else []
    found = next((one for event in around for one in told(event) if one.sid == sid), None)
    kept = kept_between(at, at + timedelta(milliseconds=1)) if at and not found else []
    one: Told | Change | None = found or next((each for each in kept if each.sid == sid), None)
    if one is None:
        raise NotFound(f"There is no event {sid}.")
    return _shown(one, names())


def _shown(one: Told | Change, known: Names) -> dict[str, Any]:
    return change_json(one) if isinstance(one, Change) else event_json(one, known)


def _moment(one: Told | Change) -> datetime:
    return datetime.fromisoformat(one.at) if isinstance(one, Change) else one.source.at


def _kept_period(query: ListEvents, now: datetime) -> tuple[datetime, datetime]:
    """The period; of one task all that is kept, unless a time is given."""
    if query.task_sid and not query.has("minutes", "start_date", "end_date"):
        return now - LONGEST, now + timedelta(seconds=1)
    asked = period(now, query.minutes, query.start_date, query.end_date)
    # What the request itself has just changed is kept at its very moment.
    return asked.start, asked.end + timedelta(milliseconds=1)


def _is_asked_for(query: ListEvents) -> Callable[[Change], bool]:
    wanted = {
        "reservation_sid": query.reservation_sid,
        "worker_sid": query.worker_sid,
        "task_sid": query.task_sid,
        "task_queue_sid": query.task_queue_sid,
        "workflow_sid": query.workflow_sid,
    }
    if query.task_channel:
        chosen = named(channel, query.task_channel, "TaskChannel")
        wanted["task_channel_sid"] = chosen.sid

    def passes(one: Change) -> bool:
        return (
            (not query.event_type or is_of(one.type, query.event_type))
            and query.sid in (None, one.sid)
            and all(value in (None, one.fields.get(name)) for name, value in wanted.items())
        )

    return passes


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
