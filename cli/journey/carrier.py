"""The carrier of a running center, from outside: who is on the line, what they hear, and ending a call."""

import base64
import json
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from cli.journey.sound import FULL_SCALE, Sound


@dataclass(frozen=True)
class Carrier:
    """Its debugging page, and its REST API with the account's own credentials."""

    url: str
    account_sid: str
    auth_token: str

    def calls(self, caller: str | None = None, kind: str | None = None) -> list[dict[str, Any]]:
        """Live calls, of one caller's number or one kind of leg (`sip`, `phone`, `client`)."""
        return [
            call
            for call in self._get("/sandbox/calls")["calls"]
            if (caller is None or call["from"] == caller)
            and (kind is None or (call["leg"] or {}).get("kind") == kind)
        ]

    def transcript(self, caller: str) -> list[tuple[str, str]]:
        """What was said to and done by the caller of the newest call from that number, as (kind, text)."""
        mine = [
            call
            for call in self._get("/sandbox/calls?all")["calls"]
            if call["from"] == caller and call["direction"] == "inbound"
        ]
        newest = max(mine, key=lambda call: str(call["started_at"]), default=None)
        return [(line["kind"], line["text"]) for line in newest["transcript"]] if newest else []

    def heard_by(self, caller: str) -> Sound:
        """What the caller hears now."""
        legs = [call["leg"] for call in self.calls(caller) if call["direction"] == "inbound" and call["leg"]]
        heard = legs[-1]["heard"] if legs else {"rms": 0, "hz": 0}
        return Sound(heard["rms"] / FULL_SCALE, heard["hz"])

    def hear(self, caller: str, hz: float, seconds: float = 20) -> Sound:
        """Listen until the caller hears the tone, or for so long; the last impression."""
        end = time.monotonic() + seconds
        sound = self.heard_by(caller)
        while not sound.is_tone(hz) and time.monotonic() < end:
            sound = self.heard_by(caller)
        return sound

    def end(self, call_sid: str) -> None:
        """Hang up a call through the REST API."""
        self._rest(f"/Calls/{call_sid}.json", {"Status": "completed"})

    def take_number(self, number: str, like: str) -> None:
        """Take a number into the account whose calls go where those of another number go."""
        found = self._rest(f"/IncomingPhoneNumbers.json?PhoneNumber={like}")["incoming_phone_numbers"][0]
        targets = {"VoiceUrl": found["voice_url"], "StatusCallback": found["status_callback"]}
        self._rest("/IncomingPhoneNumbers.json", {"PhoneNumber": number, **targets})

    def _rest(self, path: str, form: dict[str, str] | None = None) -> Any:
        address = f"{self.url}/2010-04-01/Accounts/{self.account_sid}{path}"
        pair = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(address, body, {"Authorization": f"Basic {pair}"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310
            return json.loads(answer.read())
