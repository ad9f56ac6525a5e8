"""The carrier's REST API, version 2010-04-01: the resources that a contact center uses."""

from __future__ import annotations

from aiohttp import web

from sandbox.carrier.exchange import Exchange
from sandbox.carrier.rest.access import Handler, guarded
from sandbox.carrier.rest.calls import CallsResource
from sandbox.carrier.rest.conferences import ConferencesResource
from sandbox.carrier.rest.errors import not_found
from sandbox.carrier.rest.numbers import NumbersResource
from sandbox.carrier.rest.participants import ParticipantsResource
from sandbox.carrier.rest.queues import QueuesResource
from sandbox.carrier.rest.recordings import RecordingsResource

ROOT = "/2010-04-01/Accounts/{account}"


def rest_routes(exchange: Exchange) -> list[web.RouteDef]:
    """Every route of the API, each behind the account's credentials."""
    calls, recordings = CallsResource(exchange), RecordingsResource(exchange)
    conferences, participants = ConferencesResource(exchange), ParticipantsResource(exchange)
    queues, numbers = QueuesResource(exchange), NumbersResource(exchange)
    of_participant = "/Conferences/{conference}/Participants/{call}.json"
    table: list[tuple[str, str, Handler]] = [
        ("GET", "/Calls.json", calls.list),
        ("POST", "/Calls.json", calls.create),
        ("GET", "/Calls/{call}.json", calls.fetch),
        ("POST", "/Calls/{call}.json", calls.update),
        ("DELETE", "/Calls/{call}.json", calls.delete),
        ("GET", "/Calls/{call}/Recordings.json", recordings.list),
        ("POST", "/Calls/{call}/Recordings.json", recordings.create),
        ("GET", "/Calls/{call}/Recordings/{recording}.json", recordings.fetch),
        ("POST", "/Calls/{call}/Recordings/{recording}.json", recordings.update),
        ("GET", "/Conferences.json", conferences.list),
        ("GET", "/Conferences/{conference}.json", conferences.fetch),
        ("POST", "/Conferences/{conference}.json", conferences.update),
        ("GET", "/Conferences/{conference}/Participants.json", participants.list),
        ("POST", "/Conferences/{conference}/Participants.json", participants.create),
        ("GET", of_participant, participants.fetch),
        ("POST", of_participant, participants.update),
        ("DELETE", of_participant, participants.delete),
        ("GET", "/Conferences/{conference}/Recordings.json", recordings.list),
        ("GET", "/Recordings.json", recordings.list),
        ("GET", "/Recordings/{recording}.json", recordings.fetch),
        ("DELETE", "/Recordings/{recording}.json", recordings.delete),
        ("GET", "/Recordings/{recording}.wav", recordings.media),
        ("GET", "/Recordings/{recording:RE[0-9a-f]{32}}", recordings.media),
        ("GET", "/Queues.json", queues.list),
        ("POST", "/Queues.json", queues.create),
        ("GET", "/Queues/{queue}.json", queues.fetch),
        ("DELETE", "/Queues/{queue}.json", queues.delete),
        ("GET", "/Queues/{queue}/Members.json", queues.members),
        ("GET", "/Queues/{queue}/Members/{call}.json", queues.member),
        ("POST", "/Queues/{queue}/Members/{call}.json", queues.dequeue),
        ("GET", "/IncomingPhoneNumbers.json", numbers.list),
        ("POST", "/IncomingPhoneNumbers.json", numbers.create),
        ("GET", "/IncomingPhoneNumbers/{number}.json", numbers.fetch),
        ("POST", "/IncomingPhoneNumbers/{number}.json", numbers.update),
    ]
    routes = [web.route(method, ROOT + path, guarded(exchange, handler)) for method, path, handler in table]
    return [*routes, web.route("*", ROOT + "/{rest:.*}", guarded(exchange, _unknown))]


async def _unknown(request: web.Request) -> web.Response:
    raise not_found(request.path)
