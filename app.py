"""The Chalice application: its rooms, and the Lambda handlers by name. Nothing else lives here."""

from datetime import UTC, datetime
from typing import Any

from chalice import Chalice, Response
from chalice.app import DynamoDBEvent, SQSEvent, WebsocketEvent

from chalicelib import calls, desk, ivr, people, reports, routing
from chalicelib.aws import jobs, timers
from chalicelib.aws.settings import settings
from chalicelib.calls.webhooks import bp as calls_webhooks
from chalicelib.contacts.api import bp as contacts_api
from chalicelib.customers.api import bp as customers_api
from chalicelib.desk.api import bp as desk_api
from chalicelib.ivr.api import bp as ivr_api
from chalicelib.ivr.editing.api import bp as ivr_editing
from chalicelib.ivr.webhooks import bp as ivr_webhooks
from chalicelib.people.api import bp as people_api
from chalicelib.problems import Problem
from chalicelib.reports.api import bp as reports_api
from chalicelib.tickets.api import bp as tickets_api
from chalicelib.waybills.api import bp as waybills_api
from chalicelib.web import read_token

app = Chalice(app_name="trunkline")
app.experimental_feature_flags.update(["WEBSOCKETS"])
for blueprint in (
    people_api,
    customers_api,
    waybills_api,
    tickets_api,
    contacts_api,
    calls_webhooks,
    ivr_api,
    ivr_editing,
    ivr_webhooks,
    desk_api,
    reports_api,
):
    app.register_blueprint(blueprint)

TIMERS: dict[str, timers.Handler] = dict.fromkeys(routing.TIMER_KINDS, calls.on_timer)
JOBS: dict[str, jobs.Handler] = {
    calls.FETCH_JOB: calls.fetch_recording,
    ivr.ASK_JOB: ivr.ask_on,
    reports.JOB: lambda payload, now: reports.run(payload["run_id"], now),
}


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
    for record in event:
        timers.deliver(record.body, TIMERS, _now())


@app.on_sqs_message(queue=settings().jobs_queue, batch_size=1, name="run_jobs")
def run_jobs(event: SQSEvent) -> None:
    """Recordings to fetch, reports to make."""
    for record in event:
        jobs.deliver(record.body, JOBS, _now())


@app.on_dynamodb_record(stream_arn=settings().events_stream, batch_size=100, name="publish_events")
def publish_events(event: DynamoDBEvent) -> None:
    """News of the event log, for the screens that are open."""
    desk.publish([record.new_image for record in event if record.new_image], _now())


@app.schedule("rate(1 minute)", name="each_minute")
def each_minute(_: Any) -> None:
    """What a dead process left behind: timers without a message, contacts that the carrier has ended, flows
    whose callers have gone."""
    timers.sweep(TIMERS, _now())
    calls.reconcile(_now())
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


def _now() -> datetime:
    return datetime.now(UTC)
