"""Every widget that Studio knows: its properties and their JSON types, and the events it can end with.

The names are those of real exports and of Studio's published schema, which rejects anything else.
"""

from collections.abc import Mapping

from chalicelib.values import dataclass

JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "whole": (int,),
    "flag": (bool,),
    "pairs": (list,),
    "texts": (list,),
    "object": (dict,),
    "text or whole": (str, int),
    "text or flag": (str, bool),
}


@dataclass(frozen=True)
class WidgetType:
    """What the schema says of one type. `properties` maps a name to a key of JSON_TYPES."""

    properties: Mapping[str, str]
    events: tuple[str, ...]
    required: frozenset[str] = frozenset()


def _of(properties: str, events: str, required: str = "") -> WidgetType:
    """`properties` is written as `name name:type`; text is the type when none is given."""
    pairs = (entry.partition(":") for entry in properties.split())
    named = {name: kind.replace("_", " ") or "text" for name, _, kind in pairs}
    return WidgetType({"offset": "object", **named}, tuple(events.split()), frozenset(required.split()))


_MESSAGE = "service channel attributes media_url message_type content_sid content_variables:pairs"

CATALOGUE: Mapping[str, WidgetType] = {
    "trigger": _of(
        "", "incomingMessage incomingCall incomingConversationMessage incomingRequest incomingParent"
    ),
    "say-play": _of("say play digits voice language loop:whole", "audioComplete"),
    "gather-input-on-call": _of(
        "timeout:whole finish_on_key stop_gather:flag number_of_digits:whole save_response_as say play voice"
        " language loop:whole hints gather_language speech_timeout speech_model profanity_filter",
        "keypress speech timeout",
    ),
    "split-based-on": _of("input", "match noMatch", "input"),
    "set-variables": _of("variables:pairs", "next"),
    "connect-call-to": _of(
        "noun to caller_id record:flag sip_endpoint sip_username sip_password timeout:whole time_limit",
        "callCompleted hangup",
        "noun",
    ),
    "enqueue-call": _of(
        "workflow_sid queue_name task_attributes priority:whole timeout:whole wait_url wait_url_method",
        "callComplete failedToEnqueue callFailure",
    ),
    "send-to-flex": _of(
        "workflow channel attributes priority timeout waitUrl waitUrlMethod",
        "callComplete failedToEnqueue callFailure composerStarted",
        "workflow channel",
    ),
    "record-voicemail": _of(
        "timeout:whole finish_on_key max_length:whole transcribe:flag transcription_callback_url trim"
        " play_beep recording_status_callback_url",
        "recordingComplete noAudio hangup",
    ),
    "record-call": _of(
        "record_call:flag recording_status_callback recording_status_callback_method"
        " recording_status_callback_events recording_channels trim",
        "success failed",
        "record_call",
    ),
    "make-outgoing-call-v1": _of(
        "from to record:flag timeout:whole",
        "answered busy noAnswer failed answeredByMachine hangup",
        "from to",
    ),
    "make-outgoing-call-v2": _of(
        "from to record:flag timeout:whole recording_channels recording_status_callback trim"
        " detect_answering_machine:flag machine_detection machine_detection_timeout"
        " machine_detection_speech_threshold machine_detection_speech_end_threshold"
        " machine_detection_silence_timeout send_digits sip_auth_username sip_auth_password",
        "answered busy noAnswer failed",
        "from to",
    ),
    "capture-payments": _of(
        "payment_connector payment_method payment_token_type payment_amount currency description language"
        " valid_card_types:texts security_code:flag postal_code min_postal_code_length:whole timeout:whole"
        " max_attempts:whole bank_account_type parameters:pairs",
        "success maxFailedAttempts providerError payInterrupted hangup validationError",
    ),
    "fork-stream": _of(
        "stream_action stream_name stream_transport_type stream_url stream_track stream_connector"
        " stream_parameters:pairs",
        "next",
        "stream_action",
    ),
    "send-message": _of(f"from to body shorten_urls:flag {_MESSAGE}", "sent failed", "from"),
    "send-and-wait-for-reply": _of(
        # Real exports hold the timeout as a number nearly as often as a text.
        f"from body timeout:text_or_whole save_response_as {_MESSAGE}",
        "incomingMessage timeout deliveryFailure",
        "from",
    ),
    "run-function": _of(
        "url service_sid environment_sid function_sid parameters:pairs", "success fail", "url"
    ),
    "make-http-request": _of(
        "method url body content_type parameters:pairs add_twilio_auth:flag", "success failed", "url"
    ),
    "add-twiml-redirect": _of("url method timeout", "return timeout fail", "url"),
    "run-subflow": _of(
        "flow_sid flow_revision parameters:pairs", "completed failed", "flow_sid flow_revision"
    ),
    "connect-virtual-agent": _of(
        "connector language status_callback sentiment_analysis", "return hangup", "connector"
    ),
    "connect-virtual-agent-v2": _of(
        "connector_name connector_details:object configurations:pairs channel parameters:pairs"
        " status_callback status_callback_method timeout:whole session_behavior"
        " resume_session_identification_method resume_session_identification_value"
        " resume_session_event_name",
        "completed live-agent-handoff hangup failed paused timeout",
    ),
    "run-conversation-relay": _of(
        "url welcome_greeting tts_provider voice language transcription_provider speech_model"
        " dtmf_detection:text_or_flag interruptible parameters:pairs",
        "success failed",
        "url",
    ),
    "send-to-auto-pilot": _of(
        "autopilot_assistant_sid from body chat_attributes chat_service chat_channel target_task"
        " timeout:whole memory_parameters:pairs",
        "sessionEnded failure timeout",
        "autopilot_assistant_sid from body timeout",
    ),
}

# Types that no flow here may use, and why: (English, Chinese).
REFUSED: Mapping[str, tuple[str, str]] = {
    "send-to-auto-pilot": (
        "Twilio ended Autopilot in 2023, so nothing would answer",
        "Twilio 已于 2023 年停止 Autopilot，无人应答",
    ),
}
