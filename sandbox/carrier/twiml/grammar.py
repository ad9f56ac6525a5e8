"""Which elements TwiML has, what may stand inside which, and the attributes they take."""

_ACTION = frozenset({"action", "method"})
_STATUS = frozenset({"statusCallback", "statusCallbackEvent", "statusCallbackMethod"})
_RECORDING = frozenset(
    {
        "recordingStatusCallback",
        "recordingStatusCallbackMethod",
        "recordingStatusCallbackEvent",
        "recordingConfigurationId",
        "trim",
    }
)
_MACHINE = frozenset(
    {
        "machineDetection",
        "machineDetectionTimeout",
        "machineDetectionSpeechThreshold",
        "machineDetectionSpeechEndThreshold",
        "machineDetectionSilenceTimeout",
        "amdStatusCallback",
        "amdStatusCallbackMethod",
    }
)

ATTRIBUTES: dict[str, frozenset[str]] = {
    "Response": frozenset(),
    "Say": frozenset({"voice", "language", "loop"}),
    "Play": frozenset({"loop", "digits"}),
    "Pause": frozenset({"length"}),
    "Hangup": frozenset(),
    "Leave": frozenset(),
    "Reject": frozenset({"reason"}),
    "Redirect": frozenset({"method"}),
    "Gather": _ACTION
    | {
        "input",
        "timeout",
        "speechTimeout",
        "maxSpeechTime",
        "profanityFilter",
        "finishOnKey",
        "numDigits",
        "partialResultCallback",
        "partialResultCallbackMethod",
        "language",
        "hints",
        "bargeIn",
        "debug",
        "actionOnEmptyResult",
        "speechModel",
        "enhanced",
    },
    "Record": _ACTION
    | _RECORDING
    | {
        "timeout",
        "finishOnKey",
        "maxLength",
        "playBeep",
        "transcribe",
        "transcribeCallback",
    },
    "Enqueue": _ACTION | {"maxQueueSize", "waitUrl", "waitUrlMethod", "workflowSid"},
    "Dial": _ACTION
    | _RECORDING
    | {
        "timeout",
        "hangupOnStar",
        "timeLimit",
        "callerId",
        "record",
        "answerOnBridge",
        "ringTone",
        "recordingTrack",
        "sequential",
        "referUrl",
        "referMethod",
        "events",
        "passports",
    },
    "Number": _STATUS | _MACHINE | {"sendDigits", "url", "method", "byoc"},
    "Client": _STATUS | {"url", "method"},
    "Identity": frozenset(),
    "Parameter": frozenset({"name", "value"}),
    "Sip": _STATUS | _MACHINE | {"username", "password", "url", "method"},
    "Conference": _STATUS
    | _RECORDING
    | {
        "muted",
        "beep",
        "startConferenceOnEnter",
        "endConferenceOnExit",
        "waitUrl",
        "waitMethod",
        "maxParticipants",
        "record",
        "region",
        "coach",
        "eventCallbackUrl",
        "jitterBufferSize",
        "participantLabel",
    },
    "Queue": frozenset({"url", "method", "reservationSid", "postWorkActivitySid"}),
}

NOUNS = ("Number", "Client", "Sip", "Conference", "Queue")
PROMPTS = ("Say", "Play", "Pause")
CHILDREN: dict[str, frozenset[str]] = {
    "Response": frozenset(
        {
            "Say",
            "Play",
            "Pause",
            "Hangup",
            "Leave",
            "Reject",
            "Redirect",
            "Gather",
            "Record",
            "Enqueue",
            "Dial",
        }
    ),
    "Gather": frozenset(PROMPTS),
    "Dial": frozenset(NOUNS),
    "Client": frozenset({"Identity", "Parameter"}),
}
# Speech markup inside <Say> is spoken as its text.
SPEECH_MARKUP = frozenset(
    {
        "break",
        "emphasis",
        "lang",
        "p",
        "phoneme",
        "prosody",
        "s",
        "say-as",
        "sub",
        "w",
    }
)

# What a document may do while its call waits in a queue, and what a whispered document may do.
WAITING_VERBS = frozenset({"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"})
WHISPER_VERBS = frozenset({"Play", "Say", "Pause", "Gather", "Redirect", "Hangup"})
HOLD_VERBS = frozenset({"Play", "Say", "Pause", "Redirect"})
