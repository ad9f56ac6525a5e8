"""What the carrier asks and tells during a call. Each address: read, call one function, answer."""

from collections.abc import Sequence

from chalice import Blueprint

from chalicelib.calls import agent_leg, conference, music, queue_wait, recording, ring_back
from chalicelib.carrier import Instruction, Play, WebhookRequest, status_webhook, voice_webhook

bp = Blueprint(__name__)


@voice_webhook(bp, "/voice/queue/wait")
def queue_wait_url(request: WebhookRequest) -> Sequence[Instruction]:
    """What a waiting caller hears next (`c`)."""
    return queue_wait.wait(request.query["c"], request.now)


@voice_webhook(bp, "/voice/queue/choice")
def queue_choice(request: WebhookRequest) -> Sequence[Instruction]:
    """A key pressed while waiting (`c`)."""
    return queue_wait.choose(request.query["c"], request.params.get("Digits", ""), request.now)


@voice_webhook(bp, "/voice/queue/callback")
def queue_callback(request: WebhookRequest) -> Sequence[Instruction]:
    """The number to call back was confirmed or keyed (`c`, `n`)."""
    digits = request.params.get("Digits", "")
    return queue_wait.choose_number(request.query["c"], digits, request.query.get("n", ""), request.now)


@voice_webhook(bp, "/voice/queue/extension")
def queue_extension(request: WebhookRequest) -> Sequence[Instruction]:
    """The extension that a waiting caller keyed (`c`)."""
    return queue_wait.choose_extension(request.query["c"], request.params.get("Digits", ""), request.now)


@voice_webhook(bp, "/voice/callback/answer")
def callback_answered(request: WebhookRequest) -> Sequence[Instruction]:
    """A customer who is called back picked up (`c`, `r`)."""
    return ring_back.customer_answers(request.query["c"], request.query["r"], request.now)


@status_webhook(bp, "/voice/callback/status")
def callback_status(request: WebhookRequest) -> None:
    """The call to a customer is over (`c`, `r`)."""
    status = request.params.get("CallStatus", "")
    ring_back.customer_over(request.query["c"], request.query["r"], status, request.now)


@voice_webhook(bp, "/voice/agent")
def agent_answers(request: WebhookRequest) -> Sequence[Instruction]:
    """The agent's phone was picked up (`c`, `r`)."""
    return agent_leg.answered(request.query["c"], request.query["r"], request.params["CallSid"], request.now)


@status_webhook(bp, "/voice/agent-status")
def agent_status(request: WebhookRequest) -> None:
    """The agent's call rings, or is over (`c`, `r`)."""
    contact_id = request.query["c"]
    status = request.params.get("CallStatus", "")
    if status == "ringing":
        agent_leg.ringing(contact_id, request.query["r"], request.params["CallSid"], request.now)
    else:
        agent_leg.over(contact_id, request.query["r"], status, request.now)


@voice_webhook(bp, "/voice/caller/join")
def caller_joins(request: WebhookRequest) -> Sequence[Instruction]:
    """The caller goes to the agent (`c`, `r`)."""
    return conference.caller_joins(request.query["c"], request.query["r"])


@status_webhook(bp, "/voice/conference")
def conference_status(request: WebhookRequest) -> None:
    """Both are in the conference (`c`, `r`); the rest of its news is told by the legs."""
    if request.params.get("StatusCallbackEvent") == "conference-start":
        conference_sid = request.params["ConferenceSid"]
        conference.started(request.query["c"], request.query["r"], conference_sid, request.now)


@status_webhook(bp, "/voice/recording")
def recording_status(request: WebhookRequest) -> None:
    """A recording is finished (`c`, `kind`: call or voicemail)."""
    if request.params.get("RecordingStatus", "completed") == "completed":
        recording.finished(
            request.query["c"],
            request.params.get("RecordingSid", ""),
            request.params.get("RecordingUrl", ""),
            float(request.params.get("RecordingDuration") or 0),
            request.query.get("kind", recording.CALL),
            request.now,
        )


@voice_webhook(bp, "/voice/hold-music")
def hold_music(_: WebhookRequest) -> Sequence[Instruction]:
    """What a held customer hears, over and over."""
    return (Play(music.link(), loop=0),)
