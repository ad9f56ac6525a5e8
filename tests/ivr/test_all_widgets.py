"""Every widget of the schema: what it tells the carrier, what it asks of the world, and how it ends."""

import json

import pytest

from chalicelib.carrier import render
from chalicelib.ivr.catalogue import CATALOGUE
from chalicelib.ivr.effects import FindSubflow, PlaceCall, RecordCall, SendMessage
from chalicelib.ivr.execution import Awaits, InputKind
from chalicelib.ivr.simulation import Given, Rehearsal
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.behaviour import Ended, NodeKind
from tests.ivr.caller import CALL, START, Caller
from tests.ivr.flows import flow, state
from tests.ivr.widget_examples import example

WAITING = sorted(kind for kind, behaviour in BEHAVIOURS.items() if behaviour.news)
MESSAGE = {"MessageSid": "SM1", "From": "+8613800138000", "To": "4008888888", "Body": "hi"}
SENT = {"status_code": 201, "content_type": "application/json", "body": '{"Sid": "SM1"}'}


def around(kind, **more):
    return flow(*example(kind, CATALOGUE[kind].events), **more)


def asks(kind):
    """Widgets whose first news is an answer, or which ask before they wait."""
    return kind in {"send-and-wait-for-reply", "make-outgoing-call-v1", "make-outgoing-call-v2"}


@pytest.mark.covers("IVR-32")
@pytest.mark.parametrize(
    ("kind", "event"), [(kind, event) for kind in WAITING for event in BEHAVIOURS[kind].news]
)
def test_each_widget_ends_with_each_of_its_events_and_says_how(kind, event):
    call = Caller(around(kind), answer=lambda _: SENT if asks(kind) else news.params)
    news = BEHAVIOURS[kind].news[event]
    call.take(InputKind.START, **CALL)
    if news.kind is not InputKind.ANSWER:
        call.take(news.kind, **news.params)
    (visit,) = [visit for visit in call.path if visit.widget == "it"]
    following = "end" if event not in CATALOGUE[kind].events else f"on-{event}"
    assert visit.values("branch")[-1].endswith(f"-> {following}")
    assert (type(visit.ended), type(visit.kind)) == (Ended, NodeKind)


@pytest.mark.covers("IVR-31")
def test_every_widget_that_can_be_published_has_a_node_kind_and_all_its_ends():
    for kind, behaviour in BEHAVIOURS.items():
        assert behaviour.kind in set(NodeKind), kind
        assert set(behaviour.news) <= set(CATALOGUE[kind].events), kind
    assert set(CATALOGUE) - set(BEHAVIOURS) == {"send-to-auto-pilot"}


@pytest.mark.parametrize(
    ("kind", "twiml"),
    [
        (
            "fork-stream",
            '<Start><Stream name="copy" track="both_tracks" url="wss://example.com/s">'
            '<Parameter name="a" value="b" /></Stream></Start>',
        ),
        (
            "capture-payments",
            '<Pay action="/voice/flow?n=1" chargeAmount="12.50" currency="cny" maxAttempts="1" '
            'paymentConnector="bank" paymentMethod="credit-card" securityCode="false" timeout="5" '
            'validCardTypes="visa jcb"><Parameter name="order" value="7" /></Pay>',
        ),
        (
            "connect-virtual-agent",
            '<Connect action="/voice/flow?n=1" method="POST"><VirtualAgent connectorName="df" '
            'language="zh-CN" /></Connect>',
        ),
        (
            "connect-virtual-agent-v2",
            '<Connect action="/voice/flow?n=1" method="POST"><VirtualAgent connectorName="cx">'
            '<Parameter name="a" value="b" /><Config name="voiceName" value="x" /></VirtualAgent></Connect>',
        ),
        (
            "run-conversation-relay",
            '<Connect action="/voice/flow?n=1" method="POST"><ConversationRelay dtmfDetection="true" '
            'interruptible="true" url="wss://example.com/r" welcomeGreeting="您好">'
            '<Parameter name="a" value="b" /></ConversationRelay></Connect>',
        ),
        (
            "add-twiml-redirect",
            '<Redirect method="POST">https://example.com/twiml?a=1&amp;ReturnUrl=%2Fvoice%2Fflow%3Fn%3D1'
            "</Redirect>",
        ),
    ],
)
def test_a_widget_becomes_its_twiml(kind, twiml):
    call = Caller(around(kind))
    call.take(InputKind.START, **CALL)
    assert twiml in render(call.instructions)


def test_a_stream_is_stopped_by_its_name():
    stop = state("it", "fork-stream", {"next": None}, stream_action="stop", stream_name="copy")
    assert '<Stop><Stream name="copy" /></Stop>' in render(Caller(flow(stop)).dial().instructions)


def test_what_is_asked_of_the_world():
    asked = []

    def answer(request):
        asked.append(request)
        return SENT

    for kind in ("send-message", "make-outgoing-call-v2", "record-call", "run-subflow"):
        Caller(around(kind), answer=answer).take(InputKind.START, **CALL)
    message, call, recording, subflow = asked
    assert message == SendMessage("400", "10086", "您好 +8613800138000")
    assert isinstance(call, PlaceCall)
    assert (call.url, call.timeout_seconds, call.options["machine_detection"]) == (
        "/voice/callee?n=2",
        60,
        "Enable",
    )
    assert isinstance(recording, RecordCall)
    assert (recording.call_sid, recording.options["recording_channels"]) == (CALL["CallSid"], "dual")
    assert subflow == FindSubflow("FW" + "1" * 32, "LatestPublished")


def test_a_flow_of_messages_is_walked_from_the_first_message_to_its_reply():
    talk = json.loads(
        flow(
            state(
                "ask",
                "send-and-wait-for-reply",
                {"incomingMessage": "thank"},
                **{"from": "400", "body": "1?"},
            ),
            state(
                "thank",
                "send-message",
                {"sent": None},
                **{"from": "400", "body": "{{widgets.ask.inbound.Body}} {{trigger.message.Body}}"},
            ),
        ).document.replace('"event": "incomingCall"', '"event": "incomingMessage"')
    )
    from chalicelib.ivr.definition import read_flow

    sent = []

    def answer(request):
        sent.append(request.body)
        return SENT

    call = Caller(read_flow(json.dumps(talk)), answer=answer)
    call.take(InputKind.START, **MESSAGE)
    assert (call.at, call.turn.awaits) == ("ask", Awaits.REPLY)
    call.take(InputKind.POST, Body="yes", MessageSid="SM2")
    assert sent == ["1?", "yes hi"]
    assert call.state.widgets["thank"]["outbound"] == {"Sid": "SM1"}


class TestSubflow:
    """A flow that runs another."""

    SUB = flow(
        state("name", "gather-input-on-call", {"keypress": "keep"}, say="{{trigger.parent.parameters.what}}"),
        state(
            "keep",
            "set-variables",
            {"next": None},
            variables=[{"key": "answer", "value": "{{widgets.name.Digits}}"}],
        ),
    )

    class Shelf:
        """Knows one published flow."""

        def __init__(self, known):
            self.known = known

        def step(self, position, **_):
            return f"/n/{position}"

        queue_wait = recording = callee = callee_status = message_status = step

        def subflow(self, sid, revision):
            assert (sid, revision) == ("FW" + "1" * 32, 3)
            return self.known

    def parent(self):
        return flow(
            state(
                "run",
                "run-subflow",
                {"completed": "say"},
                flow_sid="FW" + "1" * 32,
                flow_revision="3",
                parameters=[{"key": "what", "value": "请按{{trigger.call.To}}"}],
            ),
            state("say", "say-play", {"audioComplete": None}, say="{{widgets.run.answer}}"),
        )

    def test_it_asks_for_itself_and_gives_its_variables_back(self):
        from chalicelib.ivr.definition import read_flow

        sub = read_flow(self.SUB.document.replace('"incomingCall"', '"incomingParent"'))
        shelf = self.Shelf(sub)
        found = {"status_code": 200, "content_type": "application/json"}
        body = json.dumps({"sid": "FW" + "1" * 32, "revision": 3})
        call = Caller(self.parent(), answer=lambda _: {**found, "body": body}, addresses=shelf)
        call.take(InputKind.START, **CALL)
        assert call.heard == ["请按4008888888"]
        call.press("42")
        assert call.heard[-1] == "42"
        assert call.is_over
        from chalicelib.ivr.journal import path_of

        names = [visit.widget for visit in path_of(self.parent(), "CT1", call.inputs, shelf)]
        assert names == ["Trigger", "run", "run/Trigger", "run/name", "run/keep", "say"]

    def test_a_flow_that_runs_itself_is_stopped(self):
        from chalicelib.ivr.interpreter import FlowError

        again = self.parent()
        found = {"status_code": 200, "content_type": "application/json"}
        body = json.dumps({"sid": "FW" + "1" * 32, "revision": 3})
        from chalicelib.ivr.definition import read_flow

        looped = read_flow(again.document.replace('"incomingCall"', '"incomingParent"'))
        call = Caller(again, answer=lambda _: {**found, "body": body}, addresses=self.Shelf(looped))
        with pytest.raises(FlowError):
            call.take(InputKind.START, **CALL)


@pytest.mark.parametrize("kind", WAITING)
def test_a_rehearsal_can_take_every_way_out(kind):
    for event in BEHAVIOURS[kind].news:
        rehearsal = Rehearsal(around(kind), START, lambda *_: SENT)
        rehearsal.run(CALL, [Given("event", event)])
        assert rehearsal.error is None or "never ends" not in rehearsal.error


def test_a_call_is_placed_with_the_options_that_apply_to_it():
    asked = []
    untouched = {
        "trim": "true",
        "recording_channels": "mono",
        "machine_detection_timeout": "30",
        "send_digits": "",
    }
    for more in (
        {},
        {"record": True},
        {"detect_answering_machine": True, "machine_detection": "DetectMessageEnd"},
    ):
        ring = state("it", "make-outgoing-call-v2", {}, **{"from": "400", "to": "10086"}, **untouched, **more)
        Caller(flow(ring), answer=lambda request: asked.append(request) or SENT).take(InputKind.START, **CALL)
    plain, recorded, listened = (request.options for request in asked)
    assert plain == {}
    assert recorded == {
        "record": True,
        "recording_channels": "mono",
        "trim": "trim-silence",
        "recording_status_callback": "/voice/recording?kind=call",
    }
    assert listened == {"machine_detection": "DetectMessageEnd", "machine_detection_timeout": 30}


def test_a_response_is_kept_under_its_own_name_too():
    ask = state("it", "gather-input-on-call", {"keypress": "say"}, say="?", save_response_as="choice")
    call = Caller(flow(ask, state("say", "say-play", {}, say="{{flow.variables.choice}}"))).dial().press("7")
    assert call.heard[-1] == "7"
