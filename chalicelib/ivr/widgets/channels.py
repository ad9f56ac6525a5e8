"""Which widgets need a call and which a message thread; the others run on both."""

from collections.abc import Mapping

_VOICE = (
    "say-play gather-input-on-call connect-call-to enqueue-call record-voicemail record-call"
    " capture-payments fork-stream connect-virtual-agent run-conversation-relay add-twiml-redirect"
)
CHANNELS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_VOICE.split(), ("voice",)),
    "send-and-wait-for-reply": ("message",),
}
