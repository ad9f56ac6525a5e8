"""A small good flow around each type of widget, for tests that go through all of them."""

from tests.ivr.flows import Json, state

PROPERTIES: dict[str, Json] = {
    "say-play": {"say": "您好"},
    "gather-input-on-call": {"say": "请按键", "number_of_digits": 1},
    "split-based-on": {"input": "{{trigger.call.From}}"},
    "set-variables": {"variables": [{"key": "a", "value": "1"}]},
    "connect-call-to": {"noun": "number", "to": "10086"},
    "enqueue-call": {"queue_name": "consult"},
    "send-to-flex": {"workflow": "WW1", "channel": "TC1"},
    "record-call": {"record_call": True, "recording_channels": "dual"},
    "make-outgoing-call-v1": {"from": "400", "to": "10086"},
    "make-outgoing-call-v2": {
        "from": "400",
        "to": "10086",
        "record": True,
        "detect_answering_machine": True,
        "machine_detection_timeout": "20",
    },
    "capture-payments": {
        "payment_connector": "bank",
        "payment_method": "CREDIT_CARD",
        "payment_amount": "12.50",
        "currency": "cny",
        "valid_card_types": ["visa", "jcb"],
        "security_code": False,
        "parameters": [{"key": "order", "value": "7"}],
    },
    "fork-stream": {
        "stream_action": "start",
        "stream_name": "copy",
        "stream_url": "wss://example.com/s",
        "stream_track": "both_tracks",
        "stream_parameters": [{"key": "a", "value": "b"}],
    },
    "send-message": {"from": "400", "to": "10086", "body": "您好 {{contact.channel.address}}"},
    "send-and-wait-for-reply": {"from": "400", "body": "回复1", "timeout": "3600"},
    "run-function": {"url": "https://example.com/f"},
    "make-http-request": {"url": "https://example.com/h", "method": "GET"},
    "add-twiml-redirect": {"url": "https://example.com/twiml?a=1"},
    "run-subflow": {"flow_sid": "FW" + "1" * 32, "flow_revision": "LatestPublished"},
    "connect-virtual-agent": {"connector": "df", "language": "zh-CN"},
    "connect-virtual-agent-v2": {
        "connector_name": "cx",
        "parameters": [{"key": "a", "value": "b"}],
        "configurations": [{"key": "voiceName", "value": "x"}],
    },
    "run-conversation-relay": {
        "url": "wss://example.com/r",
        "welcome_greeting": "您好",
        "interruptible": "true",
        "dtmf_detection": True,
        "parameters": [{"key": "a", "value": "b"}],
    },
}


def example(kind: str, events: tuple[str, ...]) -> list[Json]:
    """The widget `it` of a type, each of its ends leading to a widget named for the event."""
    made = state("it", kind, {event: f"on-{event}" for event in events}, **PROPERTIES.get(kind, {}))
    if kind == "split-based-on":
        made["transitions"] = [t for t in made["transitions"] if t["event"] != "match"]
        events = tuple(event for event in events if event != "match")
    return [made, *(state(f"on-{e}", "set-variables", {"next": None}) for e in events)]
