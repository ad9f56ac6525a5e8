"""Conferences: look at, list, end."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.carrier.clock import rfc2822
from sandbox.carrier.conferences import Conference, ConferenceStatus
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.progress import hang_up
from sandbox.carrier.rest.errors import ApiError, not_found
from sandbox.carrier.rest.form import Form
from sandbox.carrier.rest.paging import page


class ConferencesResource:
    """``/Conferences.json`` and ``/Conferences/{sid}.json``."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: web.Request) -> web.Response:
        """Conferences, newest first; Status and FriendlyName narrow it down."""
        status, name = request.query.get("Status"), request.query.get("FriendlyName")
        shown = [
            conference_json(self._exchange, conference)
            for conference in reversed(list(self._exchange.conferences))
            if (not status or conference.status == status) and (not name or conference.name == name)
        ]
        return page(request, "conferences", shown)

    async def fetch(self, request: web.Request) -> web.Response:
        """One conference."""
        return web.json_response(conference_json(self._exchange, self.of(request)))

    async def update(self, request: web.Request) -> web.Response:
        """Status=completed ends the conference and hangs up everybody, as documented."""
        conference, form = self.of(request), await Form.read(request)
        if form.get("Status") not in ("", "completed"):
            raise ApiError(400, 20001, f"Invalid Status: {form.get('Status')}")
        if form.get("Status"):
            calls = [participant.session.call for participant in conference.participants.values()]
            conference.end("conference-ended-via-api")
            for call in calls:
                await hang_up(call)
        return web.json_response(conference_json(self._exchange, conference))

    def of(self, request: web.Request) -> Conference:
        """The conference of the path. Raises 404."""
        conference = self._exchange.conferences.get(request.match_info["conference"])
        if conference is None:
            raise not_found(request.path)
        return conference


def conference_json(exchange: Exchange, conference: Conference) -> dict[str, Any]:
    """A conference as the API shows it."""
    base = f"/{exchange.account.api_version}/Accounts/{exchange.account.sid}/Conferences/{conference.sid}"
    return {
        "sid": conference.sid,
        "account_sid": exchange.account.sid,
        "api_version": exchange.account.api_version,
        "call_sid_ending_conference": conference.call_sid_ending or None,
        "date_created": rfc2822(conference.created_at),
        "date_updated": rfc2822(conference.updated_at),
        "friendly_name": conference.name,
        "reason_conference_ended": conference.reason_ended or None,
        "region": "us1",
        "status": ConferenceStatus(conference.status).value,
        "subresource_uris": {
            "participants": f"{base}/Participants.json",
            "recordings": f"{base}/Recordings.json",
        },
        "uri": f"{base}.json",
    }
