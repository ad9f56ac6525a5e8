"""A small center for tests: two agents, one queue, one flow; calls are driven by signed webhooks."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from chalicelib import calls, contacts, ivr, routing
from chalicelib.aws.settings import settings
from chalicelib.aws.timers import Timer
from chalicelib.carrier import rest
from chalicelib.contacts import Contact, Event, EventType
from chalicelib.routing import TaskQueue, WrapUpRule
from tests.calls import carrier_stub
from tests.calls.carrier_stub import CarrierStub

NUMBER = "4008888888"
CALLER = "+8613800138000"
_calls = itertools.count(1)


def _state(name: str, kind: str, events: dict[str, str], **properties: Any) -> dict[str, Any]:
    transitions = [{"event": event, "next": following} for event, following in events.items()]
    return {"name": name, "type": kind, "transitions": transitions, "properties": properties}


FLOW = json.dumps({
    "description": "", "initial_state": "Trigger", "flags": {"allow_concurrent_calls": True},
    "states": [
        _state("Trigger", "trigger", {"incomingCall": "menu"}),
        _state("menu", "gather-input-on-call", {"keypress": "queue"}, say="Press 0.", timeout=5,
               number_of_digits=1, finish_on_key="#", loop=1, language="en-US"),
        _state("queue", "enqueue-call", {"callComplete": "left"}, queue_name="consult"),
        {"name": "left", "type": "split-based-on", "properties": {"input": "{{widgets.queue.QueueResult}}"},
         "transitions": [
             {"event": "noMatch", "next": "thanks"},
             {"event": "match", "next": "voicemail", "conditions": [
                 {"friendly_name": "left", "arguments": ["{{widgets.queue.QueueResult}}"],
                  "type": "equal_to", "value": "leave"}]}]},
        _state("thanks", "say-play", {}, say="Goodbye.", loop=1, language="en-US"),
        _state("voicemail", "record-voicemail", {}, timeout=5, max_length=60, transcribe=False,
               play_beep="true", trim="do-not-trim"),
    ],
})  # fmt: skip


@dataclass
class Call:
    """One caller at the center, and what the carrier would do for them."""

    center: "Center"
    sid: str
    params: dict[str, str]
    twiml: ElementTree.Element = field(default_factory=lambda: ElementTree.Element("Response"))

    @property
    def contact_id(self) -> str:
        return "CT" + self.sid[2:]

    def contact(self) -> Contact:
        return contacts.fetch(self.contact_id)

    def events(self) -> list[Event]:
        return contacts.events_of(self.contact_id)

    def types(self) -> list[EventType]:
        return [event.type for event in self.events()]

    def ring(self) -> "Call":
        """The call comes in."""
        self.twiml = self.center.twiml("/voice/incoming", {**self.params, "CallStatus": "ringing"})
        return self

    def press(self, digits: str) -> "Call":
        """Answer the Gather that is being played."""
        self.twiml = self.center.twiml(self._attribute("Gather", "action"), {**self.params, "Digits": digits})
        return self

    def queue(self) -> "Call":
        """Through the menu into the queue."""
        return self.ring().press("0")

    def wait(self) -> ElementTree.Element:
        """What the queue's wait address says next."""
        return self.center.twiml(f"/voice/queue/wait?c={self.contact_id}", self.params)

    def hang_up(self, times: int = 1) -> None:
        """The carrier reports the end of the call."""
        self.center.carrier.know(self.sid, "completed")
        for _ in range(times):
            self.center.tell("/voice/call-status", {**self.params, "CallStatus": "completed"})

    def offers(self) -> list["AgentLeg"]:
        """The agents' legs that were placed for this call, oldest first."""
        return self.center.agent_legs(self.contact_id, self)

    def talk(self) -> "AgentLeg":
        """The first agent takes the call and both are joined."""
        leg = self.offers()[-1]
        leg.status("ringing")
        leg.answer()
        leg.join_both()
        return leg

    def _attribute(self, verb: str, name: str) -> str:
        found = self.twiml.find(f".//{verb}")
        assert found is not None, ElementTree.tostring(self.twiml)
        return found.attrib[name]


@dataclass
class AgentLeg:
    """The agent's side of an offer, as the carrier sees it."""

    center: "Center"
    call: Call
    placed: dict[str, str]

    @property
    def sid(self) -> str:
        return self.placed["sid"]

    @property
    def custom(self) -> dict[str, str]:
        query = urlsplit(self.placed["To"]).query
        return {name: values[0] for name, values in parse_qs(query).items()}

    @property
    def contact_id(self) -> str:
        return self.custom["contact_id"]

    @property
    def reservation_sid(self) -> str:
        return self.custom["reservation_sid"]

    @property
    def worker(self) -> routing.Worker:
        return routing.worker(routing.reservation(self.reservation_sid).worker_sid)

    def status(self, status: str) -> None:
        """A status callback of this leg."""
        if status in ("completed", "busy", "no-answer", "failed", "canceled"):
            self.placed["status"] = "completed"
        self.center.tell(self.placed["StatusCallback"], {"CallSid": self.sid, "CallStatus": status})

    def answer(self) -> ElementTree.Element:
        """The agent picks up: the carrier asks what to do."""
        self.placed["status"] = "in-progress"
        return self.center.twiml(self.placed["Url"], {"CallSid": self.sid, "CallStatus": "in-progress"})

    def join_both(self) -> None:
        """Both are in the conference, which starts."""
        self.center.tell(
            f"/voice/conference?c={self.contact_id}&r={self.reservation_sid}",
            {"StatusCallbackEvent": "conference-start", "ConferenceSid": self.conference_sid},
        )

    @property
    def conference_sid(self) -> str:
        return "CF" + self.reservation_sid[2:]

    def ring_out(self) -> None:
        """The ring time is up."""
        expires_at = routing.reservation(self.reservation_sid).expires_at
        calls.on_timer(Timer("routing.reservation", self.reservation_sid, expires_at), expires_at)


@dataclass
class Center:
    """The center under test."""

    api: Any
    post: Callable[..., Any]
    carrier: CarrierStub

    def new_call(self, **headers: str) -> Call:
        sid = f"CA{next(_calls):032x}"
        self.carrier.know(sid)
        arrival = {"SipCallId": "x", "SipHeader_X-Gateway": "gw-1", "SipHeader_X-E1-Span": "1"}
        return Call(self, sid, {"CallSid": sid, "From": CALLER, "To": NUMBER, **(headers or arrival)})

    def twiml(self, path: str, params: dict[str, str]) -> ElementTree.Element:
        """Post a voice webhook and parse its TwiML."""
        answer = self.post(self._path(path), params)
        assert answer.status == 200, answer.text
        return ElementTree.fromstring(answer.text)

    def tell(self, path: str, params: dict[str, str]) -> None:
        """Post a status callback."""
        answer = self.post(self._path(path), params)
        assert answer.status == 204, answer.text

    def agent(self, number: int) -> Any:
        """The API as one of the agents."""
        return self.api.as_("agent", username=f"agent{number}", worker_sid=worker_sid(number))

    def ready(self, *numbers: int) -> None:
        for number in numbers:
            calls.run(routing.set_activity(worker_sid(number), "ready", None, clock()), clock())

    def worker(self, number: int) -> routing.Worker:
        return routing.worker(worker_sid(number))

    def agent_legs(self, contact_id: str, call: Call) -> list[AgentLeg]:
        """The agents' legs that were placed for a contact, oldest first."""
        rung = [one for one in self.carrier.placed() if one["To"].startswith("client:")]
        legs = [AgentLeg(self, call, placed) for placed in rung]
        return [leg for leg in legs if leg.contact_id == contact_id]

    def live(self) -> list[Contact]:
        return contacts.live()

    def _path(self, url: str) -> str:
        return url.removeprefix(settings().public_url).partition("#")[0]


def worker_sid(number: int) -> str:
    return f"WK{number:032x}"


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def center(api: Any, carrier_post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Center]:
    """An empty center with its queue, flow, gateway and two agents who are offline."""
    with carrier_stub.started() as stub:
        monkeypatch.setenv("TRUNKLINE_CARRIER_URL", stub.url)
        settings.cache_clear()
        rest.forget_client()
        calls.forget_gateways()
        calls.forget_pace()
        calls.forget_outbound_trunks()
        _define(clock())
        yield Center(api, carrier_post, stub)
    monkeypatch.undo()
    settings.cache_clear()
    rest.forget_client()


def _define(now: datetime) -> None:
    queue = TaskQueue(
        "WQ" + "0" * 32, "consult", {"zh": "咨询", "en": "Consult"}, wrap_up=WrapUpRule.UNTIL_DONE,
        target_workers="1==1",
    )  # fmt: skip
    routing.define_queue(queue, now)
    for number in (1, 2):
        attributes = {"name": f"Agent {number}", "contact_uri": f"client:agent{number}", "skills": []}
        routing.define_worker(worker_sid(number), f"agent{number}", attributes, now)
    calls.define_gateway(calls.Gateway("gw-1", "main", spans=(calls.Span("1", 30), calls.Span("2", 30))))
    week = tuple((ivr.Hours(time(0), time(0)),) for _ in range(7))
    ivr.put_calendar(ivr.Calendar("always", "Asia/Shanghai", week))
    ivr.publish("test", FLOW, now)
    flows = {ivr.Period.WORK_TIME: "test"}
    ivr.put_number(ivr.Number(NUMBER, "Main", ivr.NumberKind.N400, "always", flows))


def later(seconds: float) -> datetime:
    return clock() + timedelta(seconds=seconds)
