"""The Chalice application: its rooms, and the Lambda handlers by name. Nothing else lives here.

What a handler needs is loaded when it runs: the rooms open lazily (chalicelib/doors.py), and a room's routes
are loaded when a request asks for one of them.
"""

import gc
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalice import Response
from chalice.app import DynamoDBEvent, SQSEvent, WebsocketEvent

from chalicelib import calls, desk, faxes, ivr, people, reports, taskrouter
from chalicelib.aws.settings import settings
from chalicelib.problems import Problem
from chalicelib.web import Center, read_token

if TYPE_CHECKING:
    from chalicelib.aws import jobs, timers

# A start makes a hundred thousand objects that stay. At its usual threshold the collector walks them over and
# over again, which is an eighth of what a cold start takes; what a request makes is freed without it.
gc.set_threshold(200_000, 10, 10)

# The first part of a path, and the modules whose routes begin so, in the order in which they are asked.
ROUTES_OF = {
    "audit": ("chalicelib.people.api",),
    "calendars": ("chalicelib.ivr.api",),
    "callbacks": ("chalicelib.desk.line.api",),
    "caller-lists": ("chalicelib.ivr.api",),
    "contacts": ("chalicelib.contacts.api", "chalicelib.ivr.api"),
    "customers": ("chalicelib.customers.api", "chalicelib.ivr.api"),
    "desk": ("chalicelib.desk.api", "chalicelib.desk.line.api"),
    "entry-order": ("chalicelib.ivr.api",),
    "faxes": ("chalicelib.faxes.api",),
    "floor": ("chalicelib.desk.api",),
    "flows": ("chalicelib.ivr.api", "chalicelib.ivr.editing.api"),
    "message": ("chalicelib.ivr.outreach.webhooks",),
    "knowledge": ("chalicelib.knowledge.api",),
    "numbers": ("chalicelib.ivr.api",),
    "permissions": ("chalicelib.people.api",),
    "reports": ("chalicelib.reports.api",),
    "roles": ("chalicelib.people.api",),
    "routing": (
        "chalicelib.desk.queues.api",
        "chalicelib.desk.interruptions.api",
        "chalicelib.desk.trunks.api",
    ),
    "session": ("chalicelib.people.api",),
    "tariffs": ("chalicelib.waybills.api",),
    "taskrouter": ("chalicelib.taskrouter.webhooks",),
    "ticket-draft": ("chalicelib.tickets.api",),
    "ticket-kinds": ("chalicelib.tickets.api",),
    "tickets": ("chalicelib.tickets.api",),
    "users": ("chalicelib.people.api",),
    "v1": ("chalicelib.taskrouter.api",),
    "v2": ("chalicelib.ivr.studio.api",),
    "voice": ("chalicelib.ivr.webhooks", "chalicelib.calls.webhooks", "chalicelib.ivr.outreach.webhooks"),
    "voicemails": ("chalicelib.desk.api",),
    "waybills": ("chalicelib.waybills.api",),
}

app = Center("trunkline", ROUTES_OF)
app.experimental_feature_flags.update(["WEBSOCKETS"])


@app.lambda_function(name="api_handler")
def api_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The function URL: what the carrier asks, and what the web app does."""
    return app(event, context)


@app.on_ws_connect(name="socket_connect")
def socket_connect(event: WebsocketEvent) -> Any:
    """A browser opens its socket with the access token of its session."""
    query = event.to_dict().get("queryStringParameters") or {}
    try:
        identity = read_token(query.get("token", ""), _now())
    except Problem as problem:
        return Response(problem.as_json(), status_code=problem.status)
    desk.connected(identity, event.connection_id, _now())
    return None


@app.on_ws_message(name="socket_message")
def socket_message(event: WebsocketEvent) -> None:
    """A heartbeat or a subscription."""
    desk.message(event.connection_id, event.body, _now())


@app.on_ws_disconnect(name="socket_disconnect")
def socket_disconnect(event: WebsocketEvent) -> None:
    """The browser has gone."""
    desk.disconnected(event.connection_id, _now())


@app.on_sqs_message(queue=settings().timers_queue, batch_size=1, name="run_timers")
def run_timers(event: SQSEvent) -> None:
    """Timers that are due."""
    from chalicelib.aws import timers

    for record in event:
        timers.deliver(record.body, timer_handlers(), _now())


@app.on_sqs_message(queue=settings().jobs_queue, batch_size=1, name="run_jobs")
def run_jobs(event: SQSEvent) -> None:
    """Recordings to fetch, reports to make, faxes to send."""
    from chalicelib.aws import jobs

    for record in event:
        jobs.deliver(record.body, job_handlers(), _now())


@app.on_dynamodb_record(stream_arn=settings().events_stream, batch_size=100, name="publish_events")
def publish_events(event: DynamoDBEvent) -> None:
    """News of the event log, for the screens that are open and for those who asked to be called back."""
    images = [record.new_image for record in event if record.new_image]
    desk.publish(images, _now())
    taskrouter.publish(images, _now())


@app.schedule("rate(1 minute)", name="each_minute")
def each_minute(_: Any) -> None:
    """What a dead process left behind: timers without a message, contacts that the carrier has ended, flows
    whose callers have gone."""
    from chalicelib.aws import timers

    timers.sweep(timer_handlers(), _now())
    calls.reconcile(_now(), ivr.end_lost)
    ivr.close_ended(_now())


@app.schedule("cron(15 * * * ? *)", name="daily_reports")
def daily_reports(_: Any) -> None:
    """Yesterday's reports, once. Asked each hour: a day ends at another hour of UTC in each center, and a
    laptop may be asleep at midnight."""
    reports.ask_for_yesterday(_now())


@app.schedule("cron(40 18 * * ? *)", name="archive_operations")
def archive_operations(_: Any) -> None:
    """Once a day: days of the operation log that are over half a year old move into object storage. A run
    looks a month back, so one that is missed loses nothing."""
    people.archive_operations(_now())


def timer_handlers() -> "Mapping[str, timers.Handler]":
    """Who takes a timer, by its kind."""
    rooms: tuple[Any, ...] = (calls, ivr, faxes)
    return {kind: room.on_timer for room in rooms for kind in room.TIMER_KINDS}


def job_handlers() -> "Mapping[str, jobs.Handler]":
    """Who does a job, by its kind."""
    return {
        calls.FETCH_JOB: calls.fetch_recording,
        ivr.ASK_JOB: ivr.ask_on,
        faxes.JOB: faxes.take_step,
        taskrouter.ASK_JOB: taskrouter.ask,
        taskrouter.TELL_JOB: taskrouter.tell,
        reports.JOB: lambda payload, now: reports.run(payload["run_id"], now),
    }


def _now() -> datetime:
    return datetime.now(UTC)
