"""The only room that knows a carrier: TwiML, webhooks, signatures, REST, softphone tokens.

REST calls and tokens are reached as `carrier.rest` and `carrier.phone_token` so that their heavy library
is loaded only where it is used.
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.carrier import rest
    from chalicelib.carrier.features import Feature, lacking
    from chalicelib.carrier.instructions import (
        ClientTarget,
        ConferenceTarget,
        ConversationRelay,
        Dial,
        Enqueue,
        Gather,
        Hangup,
        Instruction,
        Leave,
        NumberTarget,
        Pause,
        Pay,
        Play,
        Prompt,
        QueueTarget,
        Record,
        Redirect,
        Reject,
        Say,
        SimTarget,
        SipTarget,
        StartStream,
        StopStream,
        Target,
        VirtualAgent,
    )
    from chalicelib.carrier.phone_token import phone_token
    from chalicelib.carrier.rest import CarrierError
    from chalicelib.carrier.signature import is_genuine, sign
    from chalicelib.carrier.twiml import render
    from chalicelib.carrier.urls import signed_url, webhook_url
    from chalicelib.carrier.webhooks import (
        FORM,
        WebhookRequest,
        apology,
        contact_id_of,
        status_webhook,
        voice_webhook,
        webhook_paths,
    )

__all__ = [
    "FORM",
    "CarrierError",
    "ClientTarget",
    "ConferenceTarget",
    "ConversationRelay",
    "Dial",
    "Enqueue",
    "Feature",
    "Gather",
    "Hangup",
    "Instruction",
    "Leave",
    "NumberTarget",
    "Pause",
    "Pay",
    "Play",
    "Prompt",
    "QueueTarget",
    "Record",
    "Redirect",
    "Reject",
    "Say",
    "SimTarget",
    "SipTarget",
    "StartStream",
    "StopStream",
    "Target",
    "VirtualAgent",
    "WebhookRequest",
    "apology",
    "contact_id_of",
    "is_genuine",
    "lacking",
    "phone_token",
    "render",
    "rest",
    "sign",
    "signed_url",
    "status_webhook",
    "voice_webhook",
    "webhook_paths",
    "webhook_url",
]
