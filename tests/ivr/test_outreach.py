"""Executions that no incoming call began, and what a flow waits for beside its call."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from app import timer_handlers
from chalicelib import contacts, ivr
from chalicelib.aws import timers
from chalicelib.carrier import CarrierError, rest
from chalicelib.ivr import store
from chalicelib.ivr.execution import Status
from chalicelib.ivr.outreach import executions
from chalicelib.ivr.outreach.standing import turn_of
from tests.ivr.conftest import Clock
from tests.ivr.flows import document, state
from tests.ivr.phone import Phone

OURS, THEIRS = "4008888888", "+8613800138000"
HOUR = timedelta(hours=1)


@dataclass
class Carrier:
    """Notes what it is asked over REST; `refuses` makes it refuse."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    redirected: list[tuple[str, str]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    refuses: bool = False

    def place_call(self, to: str, from_: str, url: str, status_callback: str, **options: Any) -> str:
        self._perhaps_refuse()
        self.calls.append({"to": to, "from": from_, "url": url, "status": status_callback, **options})
        return f"CA{len(self.calls):032x}"

    def send_message(
        self, sender: str, to: str, body: str, media: str = "", status_callback: str = "", **content: str
    ) -> dict[str, str]:
        self._perhaps_refuse()
        self.messages.append({"from": sender, "to": to, "body": body, "status": status_callback})
        return {"Sid": f"SM{len(self.messages):032x}", "Status": "queued"}

    def redirect_call(self, call_sid: str, url: str) -> None:
        self.redirected.append((call_sid, url))

    def _perhaps_refuse(self) -> None:
        if self.refuses:
            raise CarrierError(400, 21211, "bad number")


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    known = Carrier()
    for name in ("place_call", "send_message", "redirect_call"):
        monkeypatch.setattr(rest, name, getattr(known, name))
    monkeypatch.setattr(rest, "end_call", known.ended.append)
    return known


@pytest.fixture
def run(clock: Clock) -> Callable[..., None]:
    """Runs the timers that are due, until nothing is."""

    def due(after: timedelta = timedelta()) -> None:
        clock.now += after
        for seconds in range(6, 60, 6):
            timers.sweep(timer_handlers(), clock.now + timedelta(seconds=seconds))

    return due


def published(*states: Any, begins: str = "incomingRequest", name: str = "outreach", now: datetime) -> Any:
    text = document(*states).replace('"incomingCall"', f'"{begins}"')
    return ivr.publish(name, text, now)


def states_of(contact_id: str) -> Any:
    return turn_of(store.fetch(contact_id))[1].state


CALL_OUT = (
    state(
        "ring",
        "make-outgoing-call-v2",
        {"answered": "hello", "busy": "note", "noAnswer": "note", "failed": "note"},
        **{
            "from": "{{flow.channel.address}}",
            "to": "{{contact.channel.address}}",
            "timeout": 20,
            "detect_answering_machine": True,
        },
    ),
    state(
        "hello",
        "gather-input-on-call",
        {"keypress": "note"},
        say="{{flow.data.name}} {{widgets.ring.AnsweredBy}}",
        save_response_as="choice",
    ),
    state(
        "note",
        "set-variables",
        {"next": None},
        variables=[{"key": "end", "value": "{{flow.variables.choice}}"}],
    ),
)
ASK = (
    state(
        "ask",
        "send-and-wait-for-reply",
        {"incomingMessage": "thank", "timeout": "late", "deliveryFailure": "lost"},
        **{"from": OURS, "body": "1?", "timeout": "600", "save_response_as": "reply"},
    ),
    *(
        state(name, "set-variables", {"next": None}, variables=[{"key": "end", "value": name}])
        for name in ("thank", "late", "lost")
    ),
)


class TestCallsThatAFlowPlaces:
    """A REST request rings somebody."""

    @pytest.fixture
    def begun(self, center: None, carrier: Carrier, clock: Clock, run: Callable[..., None]) -> str:
        flow = published(*CALL_OUT, now=clock.now)
        trigger = {"To": THEIRS, "From": OURS, "Parameters": {"name": "王"}}
        started = executions.start(flow, trigger, clock.now)
        run()
        return started.contact_id

    def callee(self, carrier: Carrier, post: Callable[..., Any], **extra: str) -> Phone:
        path = carrier.calls[0]["url"].split("/api")[1].split("#")[0]
        phone = Phone(post, call_sid=f"CA{1:032x}", from_number=OURS, to=THEIRS, extra=extra)
        phone._ask(path, {"CallStatus": "in-progress", "Direction": "outbound-api", **extra})
        return phone

    def tell(self, carrier: Carrier, post: Callable[..., Any], status: str) -> None:
        path = carrier.calls[0]["status"].split("/api")[1].split("#")[0]
        assert post(path, {"CallSid": f"CA{1:032x}", "CallStatus": status}).status == 204

    def test_whoever_answers_hears_the_flow_and_is_an_outbound_contact(
        self, begun: str, carrier: Carrier, carrier_post: Callable[..., Any]
    ) -> None:
        (placed,) = carrier.calls
        assert (placed["to"], placed["from"], placed["timeout_seconds"]) == (THEIRS, OURS, 20)
        assert placed["machine_detection"] == "Enable"
        call = self.callee(carrier, carrier_post, AnsweredBy="human")
        assert call.heard == ["王 human"]
        contact = contacts.fetch(begun)
        assert (contact.direction, contact.to_number, contact.from_number) == ("outbound", THEIRS, OURS)
        call.press("7")
        assert call.has("Hangup")
        assert states_of(begun).variables == {"choice": "7", "end": "7"}
        self.tell(carrier, carrier_post, "completed")
        assert not contacts.fetch(begun).is_live

    def test_hanging_up_ends_the_execution(
        self, begun: str, carrier: Carrier, carrier_post: Callable[..., Any]
    ) -> None:
        self.callee(carrier, carrier_post)
        self.tell(carrier, carrier_post, "completed")
        assert states_of(begun).status is Status.ENDED
        assert not contacts.fetch(begun).is_live

    @pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
    def test_who_does_not_answer_is_another_way_out(
        self,
        status: str,
        begun: str,
        carrier: Carrier,
        carrier_post: Callable[..., Any],
        run: Callable[..., None],
    ) -> None:
        for _ in range(2):
            self.tell(carrier, carrier_post, status)
            run()
        known = states_of(begun)
        assert (known.status, known.widgets["ring"]["CallStatus"]) == (Status.ENDED, status)
        assert contacts.find(begun) is None

    def test_a_carrier_that_refuses_is_the_way_out_for_failures(
        self, center: None, carrier: Carrier, clock: Clock, run: Callable[..., None]
    ) -> None:
        carrier.refuses = True
        flow = published(*CALL_OUT, now=clock.now)
        begun = executions.start(flow, {"To": "x", "From": OURS, "Parameters": {}}, clock.now)
        run()
        assert "end" in states_of(begun.contact_id).variables

    def test_an_execution_is_ended_from_outside_with_its_call(
        self, begun: str, carrier: Carrier, carrier_post: Callable[..., Any], clock: Clock
    ) -> None:
        self.callee(carrier, carrier_post)
        executions.end(begun, clock.now)
        executions.end(begun, clock.now)
        assert carrier.ended == [f"CA{1:032x}"]
        assert states_of(begun).status is Status.ENDED
        assert not contacts.fetch(begun).is_live


class TestReplies:
    """A flow asks by message and waits."""

    @pytest.fixture
    def begun(self, center: None, carrier: Carrier, clock: Clock, run: Callable[..., None]) -> str:
        flow = published(*ASK, now=clock.now)
        started = executions.start(flow, {"To": THEIRS, "From": OURS, "Parameters": {}}, clock.now)
        run()
        assert [message["to"] for message in carrier.messages] == [THEIRS]
        return started.contact_id

    def write(self, post: Callable[..., Any], body: str, sid: str = "SM" + "b" * 32) -> None:
        params = {"MessageSid": sid, "From": THEIRS, "To": OURS, "Body": body}
        assert post("/message/incoming", params).status == 200

    def test_the_reply_goes_on_once_however_often_it_is_told(
        self, begun: str, carrier_post: Callable[..., Any], run: Callable[..., None]
    ) -> None:
        for _ in range(2):
            self.write(carrier_post, "yes")
            run()
        known = states_of(begun)
        assert known.variables == {"reply": "yes", "end": "thank"}
        assert known.widgets["ask"]["inbound"]["Body"] == "yes"
        assert len(store.fetch(begun).inputs) == 3

    def test_no_reply_in_time_is_another_way_out(
        self, begun: str, carrier_post: Callable[..., Any], run: Callable[..., None]
    ) -> None:
        run(timedelta(seconds=500))
        assert states_of(begun).waiting_at == "ask"
        run(timedelta(seconds=120))
        assert states_of(begun).variables == {"end": "late"}
        self.write(carrier_post, "too late")
        run()
        assert states_of(begun).variables == {"end": "late"}

    def test_a_reply_in_time_is_not_timed_out_afterwards(
        self, begun: str, carrier_post: Callable[..., Any], run: Callable[..., None]
    ) -> None:
        self.write(carrier_post, "yes")
        run(HOUR)
        assert states_of(begun).variables["end"] == "thank"

    def test_a_message_that_does_not_arrive_is_another_way_out(
        self, begun: str, carrier: Carrier, carrier_post: Callable[..., Any], run: Callable[..., None]
    ) -> None:
        path = carrier.messages[0]["status"].split("/api")[1].split("#")[0]
        for status in ("sent", "undelivered", "undelivered"):
            assert carrier_post(path, {"MessageSid": "SM1", "MessageStatus": status}).status == 204
            run()
        assert states_of(begun).variables["end"] == "lost"

    def test_a_flow_waits_for_a_reply_after_its_call_is_over(
        self,
        phone: Callable[..., Phone],
        carrier: Carrier,
        carrier_post: Callable[..., Any],
        clock: Clock,
        run: Callable[..., None],
    ) -> None:
        published(*ASK, begins="incomingCall", name="courier-main", now=clock.now)
        call = phone().dial()
        call.hang_up()
        assert not contacts.fetch(call.contact_id).is_live
        assert states_of(call.contact_id).waiting_at == "ask"
        assert (states_of(call.contact_id).status, store.undone_executions(10)) == (Status.ACTIVE, [])
        run(timedelta(seconds=700))
        assert states_of(call.contact_id).variables["end"] == "late"
        assert states_of(call.contact_id).status is Status.ENDED

    def test_a_message_begins_the_flow_of_its_number(
        self,
        center: None,
        carrier: Carrier,
        carrier_post: Callable[..., Any],
        clock: Clock,
        run: Callable[..., None],
    ) -> None:
        published(*ASK, begins="incomingMessage", name="courier-main", now=clock.now)
        for _ in range(2):
            self.write(carrier_post, "hi", sid="SM" + "c" * 32)
            run()
        begun = "CT" + "c" * 32
        assert (states_of(begun).status, store.undone_executions(10)) == (Status.ACTIVE, [])
        assert len(carrier.messages) == 1
        self.write(carrier_post, "yes", sid="SM" + "d" * 32)
        run()
        assert states_of(begun).variables["end"] == "thank"


class TestCallsThatAreLent:
    """add-twiml-redirect takes its call back in time."""

    LENT = (
        state(
            "lend",
            "add-twiml-redirect",
            {"return": "back", "timeout": "late", "fail": None},
            url="https://example.com/twiml",
            timeout="60",
        ),
        state("back", "say-play", {"audioComplete": None}, say="back"),
        state("late", "say-play", {"audioComplete": None}, say="late"),
    )

    @pytest.fixture
    def call(self, phone: Callable[..., Phone], carrier: Carrier, clock: Clock) -> Phone:
        published(*self.LENT, begins="incomingCall", name="courier-main", now=clock.now)
        call = phone()
        call._take("/voice/incoming", {"CallStatus": "ringing"})
        assert call.verb("Redirect").text
        return call

    def test_when_its_time_is_over_the_call_comes_back_as_timed_out(
        self, call: Phone, carrier: Carrier, run: Callable[..., None]
    ) -> None:
        run(timedelta(seconds=61))
        ((call_sid, url),) = carrier.redirected
        assert call_sid == call.call_sid
        call._ask(call._path(url), {})
        assert call.heard == ["late"]

    def test_the_application_gives_it_back_with_its_event_at_the_addresss_end(
        self, call: Phone, carrier: Carrier, run: Callable[..., None]
    ) -> None:
        from urllib.parse import parse_qs, urlsplit

        there = urlsplit(call.verb("Redirect").text or "")
        (back,) = parse_qs(there.query)["ReturnUrl"]
        call._ask(call._path(f"{back}&FlowEvent=return"), {"order": "7"})
        assert call.heard == ["back"]
        assert states_of(call.contact_id).widgets["lend"]["order"] == "7"
        run(timedelta(seconds=61))
        assert carrier.redirected == []


def test_the_studio_client_starts_ends_and_deletes_an_execution(
    twilio: Any, center: None, carrier: Carrier, clock: Clock, run: Callable[..., None]
) -> None:
    flow = published(*CALL_OUT, now=clock.now)
    flows = twilio.studio.v2.flows(flow.sid).executions
    begun = flows.create(to=THEIRS, from_=OURS, parameters={"name": "王"})
    assert (begun.status, begun.contact_channel_address) == ("active", THEIRS)
    clock.now = datetime.now(tz=clock.now.tzinfo)
    run()
    assert len(carrier.calls) == 1
    context = flows(begun.sid).execution_context().fetch().context
    assert context["flow"]["data"] == {"name": "王"}
    assert context["contact"]["channel"]["address"] == THEIRS
    assert begun.update(status="ended").status == "ended"
    assert carrier.ended == [f"CA{1:032x}"], "it rang no longer"
    assert begun.delete() is True


def test_a_test_users_execution_runs_the_draft(
    twilio: Any, center: None, carrier: Carrier, clock: Clock, run: Callable[..., None]
) -> None:
    flow = published(*ASK, now=clock.now)
    flows = twilio.studio.v2.flows(flow.sid)
    other = json.loads(flow.document.replace('"1?"', '"draft?"'))
    flows.update(status="draft", definition=other)
    assert flows.test_users().update([THEIRS]).test_users == [THEIRS]
    assert flows.test_users().fetch().test_users == [THEIRS]
    flows.executions.create(to=THEIRS, from_=OURS)
    flows.executions.create(to="+8613900139000", from_=OURS)
    clock.now = datetime.now(tz=clock.now.tzinfo)
    run()
    assert sorted(message["body"] for message in carrier.messages) == ["1?", "draft?"]
    assert ivr.latest_flow(flow.sid).revision == 1
