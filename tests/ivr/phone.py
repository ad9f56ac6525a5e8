"""A telephone in a test: posts signed webhooks as the carrier does, and follows the TwiML it gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

PUBLIC = "/api"


@dataclass
class Phone:
    """One caller. `verbs` is the last TwiML; announcements are heard to the end by themselves."""

    post_webhook: Callable[..., Any]
    call_sid: str = "CA" + "a" * 32
    from_number: str = "+8613800138000"
    to: str = "4008888888"
    extra: dict[str, str] = field(default_factory=dict)
    twiml: str = ""
    heard: list[str] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    @property
    def contact_id(self) -> str:
        return "CT" + self.call_sid[2:]

    def dial(self) -> "Phone":
        return self._ask("/voice/incoming", {"CallStatus": "ringing", **self.extra})

    def press(self, keys: str) -> "Phone":
        return self._ask(self._path(self.verb("Gather").get("action")), {"Digits": keys})

    def silence(self) -> "Phone":
        return self.press("")

    def back_from_queue(self, **params: str) -> "Phone":
        return self._ask(self._path(self.verb("Enqueue").get("action")), params)

    def leave_message(self, seconds: int = 5) -> "Phone":
        record = self.verb("Record")
        taken = {"RecordingUrl": "https://r.example/RE1", "RecordingSid": "RE1"}
        return self._ask(self._path(record.get("action")), {**taken, "RecordingDuration": str(seconds)})

    def after_dial(self, **params: str) -> "Phone":
        return self._ask(self._path(self.verb("Dial").get("action")), params)

    def hang_up(self) -> Any:
        return self.status("completed")

    def status(self, status: str) -> Any:
        return self.post_webhook("/voice/call-status", self._params({"CallStatus": status}))

    def verb(self, name: str) -> ElementTree.Element:
        found = self.root.find(name)
        assert found is not None, self.twiml
        return found

    def has(self, name: str) -> bool:
        return self.root.find(name) is not None

    @property
    def root(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.twiml)

    def repeat(self, index: int = -1) -> str:
        """Post a request once more, as a carrier's retry, and return what it is told."""
        path, params, _ = self.requests[index]
        return self._post(path, params)

    def _ask(self, path: str, params: dict[str, str]) -> "Phone":
        self._take(path, params)
        while self.root.find("Redirect") is not None and not self.has("Record"):
            self._take(self._path(self.verb("Redirect").text), {})
        return self

    def _take(self, path: str, params: dict[str, str]) -> None:
        self.twiml = self._post(path, params)
        self.requests.append((path, params, self.twiml))
        self.heard += [say.text or "" for say in self.root.iter("Say")]

    def _post(self, path: str, params: dict[str, str]) -> str:
        answer = self.post_webhook(path, self._params(params))
        assert answer.status == 200, answer.text
        assert answer.headers["Content-Type"].startswith("text/xml")
        return str(answer.text)

    def _params(self, more: dict[str, str]) -> dict[str, str]:
        own = {
            "CallSid": self.call_sid,
            "AccountSid": "AC" + "0" * 32,
            "From": self.from_number,
            "To": self.to,
        }
        return {**own, "CallStatus": "in-progress", "Direction": "inbound", **more}

    def _path(self, url: str | None) -> str:
        """The path below the public address, as the carrier asks it: the fragment is its own business."""
        assert url
        parts = urlsplit(url)
        return parts.path.removeprefix(PUBLIC) + (f"?{parts.query}" if parts.query else "")
