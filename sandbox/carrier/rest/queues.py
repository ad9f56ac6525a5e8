"""Queues and who waits in them."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.carrier.clock import rfc2822
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.queues import CallQueue, Member
from sandbox.carrier.rest.errors import ApiError, not_found
from sandbox.carrier.rest.form import Form
from sandbox.carrier.rest.paging import page
from sandbox.carrier.twiml.request import Request


class QueuesResource:
    """``/Queues`` and ``/Queues/{sid}/Members``."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: web.Request) -> web.Response:
        """All queues."""
        return page(request, "queues", [self._queue_json(queue) for queue in self._exchange.queues])

    async def create(self, request: web.Request) -> web.Response:
        """A new queue: FriendlyName, MaxSize."""
        form = await Form.read(request)
        queue = self._exchange.queues.named(form.required("FriendlyName"), self._exchange.clock.now())
        queue.max_size = int(form.seconds("MaxSize", queue.max_size))
        return web.json_response(self._queue_json(queue), status=201)

    async def fetch(self, request: web.Request) -> web.Response:
        """One queue."""
        return web.json_response(self._queue_json(self._of(request)))

    async def delete(self, request: web.Request) -> web.Response:
        """Remove a queue in which nobody waits."""
        queue = self._of(request)
        if queue.members:
            raise ApiError(400, 22003, "Unable to delete: the queue is not empty")
        self._exchange.queues.remove(queue)
        return web.Response(status=204)

    async def members(self, request: web.Request) -> web.Response:
        """Who waits, in order."""
        queue = self._of(request)
        return page(request, "queue_members", [self._member_json(queue, member) for member in queue.members])

    async def member(self, request: web.Request) -> web.Response:
        """One who waits; ``Front`` is the first."""
        queue = self._of(request)
        return web.json_response(self._member_json(queue, self._member(request, queue)))

    async def dequeue(self, request: web.Request) -> web.Response:
        """Send one who waits to other TwiML: Url, Method."""
        queue, form = self._of(request), await Form.read(request)
        member = self._member(request, queue)
        shown = self._member_json(queue, member)
        source = Request(form.required("Url"), form.get("Method", "POST").upper())
        if member.call.session is not None:
            await member.call.session.redirect(source)
        return web.json_response(shown)

    def _of(self, request: web.Request) -> CallQueue:
        queue = self._exchange.queues.get(request.match_info["queue"])
        if queue is None:
            raise not_found(request.path)
        return queue

    def _member(self, request: web.Request, queue: CallQueue) -> Member:
        key = request.match_info["call"]
        member = next((m for m in queue.members if key in (m.call.sid, "Front")), None)
        if member is None:
            raise not_found(request.path)
        return member

    def _queue_json(self, queue: CallQueue) -> dict[str, Any]:
        base = self._base(queue)
        return {
            "sid": queue.sid,
            "account_sid": self._exchange.account.sid,
            "friendly_name": queue.name,
            "average_wait_time": queue.average_wait_seconds,
            "current_size": len(queue.members),
            "max_size": queue.max_size,
            "date_created": rfc2822(queue.created_at),
            "date_updated": rfc2822(queue.created_at),
            "uri": f"{base}.json",
            "subresource_uris": {"members": f"{base}/Members.json"},
        }

    def _member_json(self, queue: CallQueue, member: Member) -> dict[str, Any]:
        fields = queue.fields(member, self._exchange.clock.now())
        return {
            "call_sid": member.call.sid,
            "queue_sid": queue.sid,
            "position": int(fields["QueuePosition"]),
            "wait_time": int(fields["QueueTime"]),
            "date_enqueued": rfc2822(member.entered_at),
            "uri": f"{self._base(queue)}/Members/{member.call.sid}.json",
        }

    def _base(self, queue: CallQueue) -> str:
        return (
            f"/{self._exchange.account.api_version}/Accounts/{self._exchange.account.sid}/Queues/{queue.sid}"
        )
