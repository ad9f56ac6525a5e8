"""Calls: make, look at, change, list."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.carrier.call import FINAL, Call, CallDirection, CallStatus
from sandbox.carrier.clock import rfc2822
from sandbox.carrier.config import VoiceTarget
from sandbox.carrier.destinations import read_destination
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.outbound import new_call, ring_and_run
from sandbox.carrier.progress import hang_up
from sandbox.carrier.rest.errors import ApiError, missing, not_found
from sandbox.carrier.rest.form import Form
from sandbox.carrier.rest.paging import page
from sandbox.carrier.twiml.document import TwimlError, parse
from sandbox.carrier.twiml.request import Given, Request, Source


class CallsResource:
    """``/Calls.json`` and ``/Calls/{sid}.json``."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def create(self, request: web.Request) -> web.Response:
        """Make a call: To, From, and Url or Twiml."""
        form = await Form.read(request)
        to, from_ = read_destination(form.required("To")), form.required("From")
        source = _source(self._exchange, form)
        if source is None:
            raise missing("Url")
        target = VoiceTarget(
            voice_fallback_url=form.get("FallbackUrl") or None,
            voice_fallback_method=form.get("FallbackMethod", "POST").upper(),
        )
        call = new_call(
            self._exchange,
            to,
            from_,
            CallDirection.OUTBOUND_API,
            callback=form.status_callback(),
            target=target,
        )
        self._exchange.spawn(ring_and_run(self._exchange, call, to, source, form.seconds("Timeout", 60)))
        return web.json_response(call_json(self._exchange, call), status=201)

    async def fetch(self, request: web.Request) -> web.Response:
        """One call."""
        return web.json_response(call_json(self._exchange, self.of(request)))

    async def update(self, request: web.Request) -> web.Response:
        """Send a call elsewhere (Url, Twiml) or end it (Status=completed or canceled)."""
        call, form = self.of(request), await Form.read(request)
        source, status = _source(self._exchange, form), form.get("Status")
        if call.is_over:
            raise ApiError(400, 21220, "Call is not in-progress. Cannot redirect.")
        if status:
            await self._end(call, status)
        elif source is not None:
            await self._redirect(call, source)
        return web.json_response(call_json(self._exchange, call))

    async def list(self, request: web.Request) -> web.Response:
        """Calls, newest first; Status, To, From and ParentCallSid narrow it down."""
        wanted = {name: request.query.get(name) for name in ("Status", "To", "From", "ParentCallSid")}
        calls = [call_json(self._exchange, call) for call in reversed(self._exchange.calls.values())]
        names = {"Status": "status", "To": "to", "From": "from", "ParentCallSid": "parent_call_sid"}
        shown = [c for c in calls if all(not v or c[names[n]] == v for n, v in wanted.items())]
        return page(request, "calls", shown)

    async def delete(self, request: web.Request) -> web.Response:
        """Forget a call that is over."""
        call = self.of(request)
        if not call.is_over:
            raise ApiError(400, 20001, "A call in progress cannot be deleted")
        del self._exchange.calls[call.sid]
        return web.Response(status=204)

    def of(self, request: web.Request) -> Call:
        """The call of the path. Raises 404."""
        call = self._exchange.calls.get(request.match_info["call"])
        if call is None:
            raise not_found(request.path)
        return call

    async def _end(self, call: Call, status: str) -> None:
        if status not in ("completed", "canceled"):
            raise ApiError(400, 20001, f"Invalid Status: {status}")
        if status == "canceled" and call.status is CallStatus.IN_PROGRESS:
            raise ApiError(400, 21220, "Call is in-progress. Cannot cancel.")
        await hang_up(call, CallStatus.CANCELED)

    async def _redirect(self, call: Call, source: Source) -> None:
        if call.status is not CallStatus.IN_PROGRESS or call.session is None:
            raise ApiError(400, 21220, "Call is not in-progress. Cannot redirect.")
        await call.session.redirect(source)


def _source(exchange: Exchange, form: Form) -> Source | None:
    if form.get("Twiml"):
        try:
            return Given(parse(form.get("Twiml")), exchange.base_url)
        except TwimlError as wrong:
            raise ApiError(400, wrong.code, wrong.message) from None
    if not form.get("Url"):
        return None
    if not form.get("Url").startswith(("http://", "https://")):
        raise ApiError(400, 21205, f"Url is not a valid URL: {form.get('Url')}")
    return Request(form.get("Url"), form.get("Method", "POST").upper())


def call_json(exchange: Exchange, call: Call) -> dict[str, Any]:
    """A call as the API shows it."""
    base = f"/{exchange.account.api_version}/Accounts/{exchange.account.sid}/Calls/{call.sid}"
    parts = {"recordings": "Recordings", "events": "Events", "notifications": "Notifications"}
    return {
        "sid": call.sid,
        "account_sid": exchange.account.sid,
        "api_version": exchange.account.api_version,
        "annotation": None,
        "answered_by": None,
        "caller_name": None,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.ended_at or call.answered_at or call.created_at),
        "direction": call.direction.value,
        "duration": str(call.duration_seconds) if call.status in FINAL else None,
        "end_time": rfc2822(call.ended_at),
        "forwarded_from": None,
        "from": call.from_,
        "from_formatted": call.from_,
        "group_sid": None,
        "parent_call_sid": call.parent_sid,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "start_time": rfc2822(call.answered_at),
        "status": call.status.value,
        "subresource_uris": {name: f"{base}/{path}.json" for name, path in parts.items()},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{base}.json",
    }
