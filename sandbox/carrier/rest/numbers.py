"""The account's phone numbers: look at them, and point them somewhere else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.carrier.config import VoiceTarget
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.rest.errors import not_found
from sandbox.carrier.rest.form import Form
from sandbox.carrier.rest.paging import page

_FIELDS = {
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
}


class NumbersResource:
    """``/IncomingPhoneNumbers``."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: web.Request) -> web.Response:
        """All numbers; PhoneNumber narrows it down."""
        wanted = request.query.get("PhoneNumber", "")
        numbers = [n for n in self._exchange.config.numbers if wanted in n]
        return page(request, "incoming_phone_numbers", [self._json(number) for number in numbers])

    async def fetch(self, request: web.Request) -> web.Response:
        """One number."""
        return web.json_response(self._json(self._of(request)))

    async def create(self, request: web.Request) -> web.Response:
        """Take a number into the account: PhoneNumber and where its calls go."""
        form = await Form.read(request)
        number = form.required("PhoneNumber")
        self._point(number, VoiceTarget(), form)
        return web.json_response(self._json(number), status=201)

    async def update(self, request: web.Request) -> web.Response:
        """Point a number somewhere else."""
        number, form = self._of(request), await Form.read(request)
        self._point(number, self._exchange.config.numbers[number], form)
        return web.json_response(self._json(number))

    def _point(self, number: str, target: VoiceTarget, form: Form) -> None:
        changes: dict[str, Any] = {
            field: form.get(name) or None for name, field in _FIELDS.items() if form.has(name)
        }
        numbers = {**self._exchange.config.numbers, number: replace(target, **changes)}
        self._exchange.config = replace(self._exchange.config, numbers=numbers)

    def _of(self, request: web.Request) -> str:
        sid = request.match_info["number"]
        number = next((n for n in self._exchange.config.numbers if _sid_of(n) == sid), None)
        if number is None:
            raise not_found(request.path)
        return number

    def _json(self, number: str) -> dict[str, Any]:
        target, account = self._exchange.config.numbers[number], self._exchange.account
        sid = _sid_of(number)
        return {field: getattr(target, field) for field in _FIELDS.values()} | {
            "sid": sid,
            "account_sid": account.sid,
            "phone_number": number,
            "friendly_name": number,
            "api_version": account.api_version,
            "capabilities": {"voice": True, "sms": False, "mms": False},
            "uri": f"/{account.api_version}/Accounts/{account.sid}/IncomingPhoneNumbers/{sid}.json",
        }


def _sid_of(number: str) -> str:
    """Numbers come from a file, so their SID is made from the number and stays the same."""
    return "PN" + hashlib.sha256(number.encode()).hexdigest()[:32]
