"""What we ask the carrier to do with a call, as plain values; `twiml.render` writes them as TwiML."""

from collections.abc import Mapping
from dataclasses import field

from chalicelib.values import dataclass


@dataclass(frozen=True)
class Say:
    """Speak `text`; `loop` 0 repeats until the caller hangs up."""

    text: str
    language: str | None = None
    voice: str | None = None
    loop: int = 1


@dataclass(frozen=True)
class Play:
    """Play the audio at `url`, or the touch tones in `digits` when no url is given."""

    url: str | None = None
    loop: int = 1
    digits: str | None = None


@dataclass(frozen=True)
class Pause:
    seconds: int = 1


Prompt = Say | Play | Pause


@dataclass(frozen=True)
class Gather:
    """Collect keys or speech while `prompts` play, then post to `action`."""

    action: str
    prompts: tuple[Prompt, ...] = ()
    input: str = "dtmf"
    num_digits: int | None = None
    timeout_seconds: int = 5
    finish_on_key: str = "#"
    language: str | None = None
    hints: str | None = None
    speech_timeout: str | None = None
    speech_model: str | None = None
    profanity_filter: bool | None = None
    action_on_empty_result: bool = True


@dataclass(frozen=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True)
class Hangup:
    pass


@dataclass(frozen=True)
class Reject:
    """Refuse a call without answering it; reason is `rejected` or `busy`."""

    reason: str = "rejected"


@dataclass(frozen=True)
class Leave:
    """Take the caller out of the queue; the Enqueue's action is asked next."""


@dataclass(frozen=True)
class Enqueue:
    """Hold the caller in the carrier's queue `queue_name`, playing what `wait_url` answers."""

    queue_name: str
    wait_url: str
    action: str
    max_size: int | None = None


@dataclass(frozen=True)
class Record:
    """Record the caller, then post the result to `action`."""

    action: str
    max_seconds: int = 3600
    timeout_seconds: int = 5
    finish_on_key: str = "#"
    play_beep: bool = True
    trim: str | None = None
    status_callback: str | None = None
    transcribe: bool = False
    transcribe_callback: str | None = None


@dataclass(frozen=True)
class NumberTarget:
    number: str
    send_digits: str | None = None


@dataclass(frozen=True)
class ClientTarget:
    """A browser softphone; `parameters` arrive with the call as custom parameters."""

    identity: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SipTarget:
    uri: str
    username: str | None = None
    password: str | None = None


@dataclass(frozen=True)
class SimTarget:
    sid: str


@dataclass(frozen=True)
class ConferenceTarget:
    """A room by friendly name; `coach` is the call sid this participant whispers to."""

    name: str
    start_on_enter: bool = True
    end_on_exit: bool = False
    wait_url: str | None = None
    record: str | None = None
    status_callback: str | None = None
    status_callback_events: tuple[str, ...] = ()
    recording_status_callback: str | None = None
    muted: bool = False
    coach: str | None = None
    participant_label: str | None = None
    beep: str = "false"


@dataclass(frozen=True)
class QueueTarget:
    name: str
    url: str | None = None


Target = NumberTarget | ClientTarget | SipTarget | SimTarget | ConferenceTarget | QueueTarget


@dataclass(frozen=True)
class Dial:
    """Connect the call to `targets`; `record` is Twilio's value, such as `record-from-answer-dual`."""

    targets: tuple[Target, ...]
    action: str | None = None
    timeout_seconds: int | None = None
    caller_id: str | None = None
    record: str | None = None
    time_limit_seconds: int | None = None
    recording_status_callback: str | None = None


@dataclass(frozen=True)
class StartStream:
    """Send a copy of the sound to a web socket, or by SIPREC through a connector, while the call goes on."""

    name: str
    is_siprec: bool = False
    url: str | None = None
    connector: str | None = None
    track: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StopStream:
    name: str
    is_siprec: bool = False


@dataclass(frozen=True)
class VirtualAgent:
    """Let a bot of the carrier's connector talk to the caller; `action` is asked when it is done."""

    connector: str
    action: str
    language: str | None = None
    sentiment_analysis: str | None = None
    status_callback: str | None = None
    status_callback_method: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    configuration: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ConversationRelay:
    """Speech to text and back, for an application on a web socket."""

    url: str
    action: str
    welcome_greeting: str | None = None
    language: str | None = None
    tts_provider: str | None = None
    voice: str | None = None
    transcription_provider: str | None = None
    speech_model: str | None = None
    interruptible: str | None = None
    detects_keys: bool | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pay:
    """Ask for a card or account by keys, and charge it through `connector`; without an amount, a token."""

    action: str
    connector: str | None = None
    method: str | None = None
    token_type: str | None = None
    amount: str | None = None
    currency: str | None = None
    description: str | None = None
    language: str | None = None
    card_types: tuple[str, ...] = ()
    asks_security_code: bool | None = None
    postal_code: str | None = None
    min_postal_code_length: int | None = None
    timeout_seconds: int | None = None
    max_attempts: int | None = None
    bank_account_type: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


Instruction = (
    Say | Play | Pause | Gather | Redirect | Hangup | Reject | Leave | Enqueue | Record | Dial
    | StartStream | StopStream | VirtualAgent | ConversationRelay | Pay
)  # fmt: skip
