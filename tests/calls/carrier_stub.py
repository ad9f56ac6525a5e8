"""A carrier's REST address for tests: speaks Twilio's JSON over HTTP and remembers what it was asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.loopback import Asked, Reply, serving

_CALLS = re.compile(r"/2010-04-01/Accounts/(\w+)/Calls(?:/(\w+))?\.json")
_PARTICIPANT = re.compile(r"/2010-04-01/Accounts/(\w+)/Conferences/(\w+)/Participants/(\w+)\.json")
WAV = b"RIFF$\x00\x00\x00WAVEfmt "


@dataclass
class CarrierStub:
    """The calls the carrier knows by sid, every request in order, and whether it refuses new calls."""

    calls: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    is_refusing: bool = False
    url: str = ""

    def placed(self) -> list[dict[str, str]]:
        """The calls that were asked for, oldest first."""
        return [call for call in self.calls.values() if "Url" in call and "To" in call]

    def know(self, sid: str, status: str = "in-progress") -> None:
        """A call that came in from outside."""
        self.calls[sid] = {"sid": sid, "status": status}

    def redirects(self, sid: str) -> list[str]:
        """Where a call was sent."""
        return [form["Url"] for _, path, form in self.asked if f"Calls/{sid}" in path and "Url" in form]

    def holds(self, sid: str) -> list[str]:
        """Each hold (`true`) and resume (`false`) of a conference leg."""
        return [form["Hold"] for _, path, form in self.asked if f"Participants/{sid}" in path]

    def answer(self, method: str, path: str, form: dict[str, str]) -> tuple[int, Any]:
        """Status and JSON of one request."""
        self.asked.append((method, path, form))
        if found := _CALLS.fullmatch(path):
            return self._call(method, found[1], found[2], form)
        if found := _PARTICIPANT.fullmatch(path):
            held = {"account_sid": found[1], "conference_sid": found[2], "call_sid": found[3]}
            return 200, {**held, "hold": form.get("Hold") == "true"}
        if path.startswith("/recordings/"):
            return 200, WAV
        return 404, _error(20404, 404, "not found")

    def _call(self, method: str, account: str, sid: str | None, form: dict[str, str]) -> tuple[int, Any]:
        if sid is None:
            if self.is_refusing:
                return 400, _error(21219, 400, "refused")
            sid = f"CAa{len(self.asked):031x}"
            self.calls[sid] = {**form, "sid": sid, "status": "queued"}
            return 201, {"sid": sid, "status": "queued", "account_sid": account}
        call = self.calls.get(sid)
        if call is None:
            return 404, _error(20404, 404, "no such call")
        if method == "POST" and call["status"] == "completed":
            return 400, _error(21220, 400, "Call is not in-progress. Cannot redirect.")
        if form.get("Status") == "completed":
            call["status"] = "completed"
        return 200, {"sid": sid, "status": call["status"], "account_sid": account}


@contextmanager
def started() -> Iterator[CarrierStub]:
    """A stub that is served on a free port."""
    stub = CarrierStub()

    def answer(asked: Asked) -> Reply:
        status, said = stub.answer(asked.method, urlsplit(asked.path).path, asked.form())
        return Reply(said, status)

    with serving(answer) as stub.url:
        yield stub


def _error(code: int, status: int, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "more_info": "", "status": status}
