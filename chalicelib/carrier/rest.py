"""What we ask of the carrier outside a webhook's answer: its REST resources."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from chalicelib.aws.settings import settings

_TIMEOUT_SECONDS = 8
# How long a carrier may say nothing while a webhook waits for a recording, and how much is taken at once.
_PAUSE_SECONDS = 3
_PART = 262_144
# Where an environment names authorities of its own, and the library heeds it.
_CA_BUNDLES = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
_NOT_FOUND = 404
_CALL_ENDED = 21220  # Twilio: "Call is not in-progress. Cannot redirect."


class CarrierError(Exception):
    """The carrier refused or could not be reached; `status` is 0 when there was no answer."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    @property
    def is_gone(self) -> bool:
        """The call or conference is over, so there is nothing left to do."""
        return self.status == _NOT_FOUND or self.code == _CALL_ENDED


def place_call(
    to: str,
    from_: str,
    url: str,
    status_callback: str | None = None,
    events: Sequence[str] = ("initiated", "ringing", "answered", "completed"),
    timeout_seconds: int = 30,
    **options: Any,
) -> str:
    """Ring `to`; when it answers the carrier asks `url` what to do. `options` are the carrier's own, such as
    machine detection. The new call's sid."""
    with _refusals():
        call = _client().calls.create(
            to=to,
            from_=from_,
            url=url,
            method="POST",
            status_callback=status_callback,
            status_callback_method="POST",
            status_callback_event=list(events),
            timeout=timeout_seconds,
            **options,
        )
    return str(call.sid)


def redirect_call(call_sid: str, url: str) -> None:
    """Make a live call fetch its next TwiML from `url` at once."""
    with _refusals():
        _client().calls(call_sid).update(url=url, method="POST")


def end_call(call_sid: str) -> None:
    """Hang up, or stop ringing. A call that is already over is no error."""
    try:
        with _refusals():
            _client().calls(call_sid).update(status="completed")
    except CarrierError as error:
        if not error.is_gone:
            raise


def call_status(call_sid: str) -> str | None:
    """`ringing`, `in-progress`, `completed` ...; None when the carrier does not know the call."""
    try:
        with _refusals():
            return str(_client().calls(call_sid).fetch().status)
    except CarrierError as error:
        if error.status == _NOT_FOUND:
            return None
        raise


def hold_participant(conference_sid: str, call_sid: str, is_held: bool, hold_url: str | None = None) -> None:
    """Put one leg of a conference on hold with the music of `hold_url`, or take it back."""
    with _refusals():
        participant = _client().conferences(conference_sid).participants(call_sid)
        if is_held and hold_url:
            participant.update(hold=True, hold_url=hold_url, hold_method="POST")
        else:
            participant.update(hold=is_held)


def mute_participant(conference_sid: str, call_sid: str, is_muted: bool) -> None:
    """Silence one leg of a conference for the others, or let it be heard again."""
    with _refusals():
        _client().conferences(conference_sid).participants(call_sid).update(muted=is_muted)


def end_conference(conference_sid: str) -> None:
    """Put everybody out of a conference. One that is already over is no error."""
    try:
        with _refusals():
            _client().conferences(conference_sid).update(status="completed")
    except CarrierError as error:
        if not error.is_gone:
            raise


def start_recording(call_sid: str, **options: Any) -> dict[str, str]:
    """Record a live call from now on; `Sid` and `Status` of the recording."""
    with _refusals():
        made = _client().calls(call_sid).recordings.create(**options)
    return {"Sid": str(made.sid), "Status": str(made.status)}


def stop_recording(call_sid: str) -> dict[str, str]:
    """Stop recording a live call."""
    with _refusals():
        done = _client().calls(call_sid).recordings("Twilio.CURRENT").update(status="stopped")
    return {"Sid": str(done.sid), "Status": str(done.status)}


def send_message(
    sender: str, to: str, body: str, media_url: str = "", status_callback: str = "", **content: str
) -> dict[str, str]:
    """Send a text message from a number or a messaging service (`MG...`); what the carrier made of it."""
    is_service = sender.startswith("MG")
    wanted = {
        "messaging_service_sid" if is_service else "from_": sender,
        "to": to,
        "body": body or None,
        "media_url": [media_url] if media_url else None,
        "status_callback": status_callback or None,
        **content,
    }
    with _refusals():
        sent = _client().messages.create(**{name: value for name, value in wanted.items() if value})
    return {"Sid": str(sent.sid), "Status": str(sent.status), "Body": body, "From": sender, "To": to}


def recording_media(url: str, within_seconds: float | None = None) -> bytes:
    """The WAV bytes of a recording; CarrierError when they are not all there `within_seconds`, or a pause of
    the carrier's later. Our credentials go to the carrier's own host and nowhere else."""
    import requests

    known = settings()
    is_carriers = urlsplit(url).netloc == urlsplit(known.carrier_url).netloc
    auth = (known.account_sid, known.auth_token) if is_carriers else None
    address = url if url.endswith(".wav") else f"{url}.wav"
    ends_at = time.monotonic() + within_seconds if within_seconds else None
    pause = _PAUSE_SECONDS if within_seconds else _TIMEOUT_SECONDS
    with requests.get(address, auth=auth, timeout=pause, stream=True) as answer:
        if not answer.ok:
            raise CarrierError(answer.status_code, 0, f"recording not available: {answer.status_code}")
        return b"".join(_parts(answer.raw, ends_at))


def _parts(raw: Any, ends_at: float | None) -> Iterator[bytes]:
    """What comes, as it comes: a carrier that sends a byte now and then is given up, too."""
    while part := raw.read1(_PART, decode_content=True):
        yield bytes(part)
        if ends_at and time.monotonic() > ends_at:
            raise CarrierError(0, 0, "the recording comes too slowly")


@lru_cache(maxsize=1)
def _client() -> Any:
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    known = settings()
    http = TwilioHttpClient(timeout=_TIMEOUT_SECONDS)
    # Else it looks for proxies in the environment and for a .netrc with each request.
    http.session.trust_env = bool(getproxies() or _CA_BUNDLES & os.environ.keys())
    client = Client(known.account_sid, known.auth_token, http_client=http)
    client.api.base_url = known.carrier_url
    return client


def forget_client() -> None:
    """Build the client anew on next use; for when the settings have changed."""
    _client.cache_clear()


@contextmanager
def _refusals() -> Iterator[None]:
    from requests import RequestException
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        yield
    except TwilioRestException as error:
        raise CarrierError(error.status, error.code or 0, error.msg) from error
    except (TwilioException, RequestException) as error:
        raise CarrierError(0, 0, f"the carrier did not answer: {type(error).__name__}") from error
