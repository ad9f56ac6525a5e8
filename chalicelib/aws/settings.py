"""What differs between a laptop and Lambda: everything comes from the environment, read once."""

import os
from dataclasses import field
from functools import lru_cache

from chalicelib.values import dataclass


@dataclass(frozen=True)
class Settings:
    """The center's settings. `public_url` has no trailing slash; queue settings are names, not URLs."""

    table_prefix: str
    public_url: str
    socket_endpoint: str
    carrier_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    api_key_sid: str
    api_key_secret: str = field(repr=False)
    session_key: str = field(repr=False)
    # Set when the carrier signs its webhooks with a key of their own instead of the account's token.
    shared_key: str
    shared_key_secret: str = field(repr=False)
    time_zone: str
    bucket: str
    jobs_queue: str
    timers_queue: str
    events_stream: str
    fallback_number: str | None
    carrier_lacks: tuple[str, ...] = ()
    # The operator's billing system, asked by flows for bills and balances; none when empty.
    billing_url: str = ""
    billing_key: str = field(default="", repr=False)
    # The service that sends faxes, and the beginnings of the numbers that faxes may go to; none when empty.
    fax_url: str = ""
    fax_key: str = field(default="", repr=False)
    fax_prefixes: tuple[str, ...] = ("+86",)
    # What the center calls itself on paper.
    center_name: str = "Trunkline"
    # Whether addresses given over the API may be plain http and private: on a laptop only.
    has_private_callbacks: bool = False
    # How often a customer who wants to be called back is tried, and how long it rests in between.
    callback_tries: int = 3
    callback_retry_minutes: float = 10


def _read(name: str, default: str = "") -> str:
    return os.environ.get(f"TRUNKLINE_{name}", "") or default


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` reads the environment again."""
    prefix = _read("TABLE_PREFIX", "trunkline")
    return Settings(
        table_prefix=prefix,
        public_url=_read("PUBLIC_URL", "http://127.0.0.1:8080/api").rstrip("/"),
        socket_endpoint=_read("SOCKET_ENDPOINT").rstrip("/"),
        carrier_url=_read("CARRIER_URL", "https://api.twilio.com").rstrip("/"),
        account_sid=_read("ACCOUNT_SID"),
        auth_token=_read("AUTH_TOKEN"),
        api_key_sid=_read("API_KEY_SID"),
        api_key_secret=_read("API_KEY_SECRET"),
        session_key=_read("SESSION_KEY"),
        shared_key=_read("SHARED_KEY"),
        shared_key_secret=_read("SHARED_KEY_SECRET"),
        time_zone=_read("TIME_ZONE", "Asia/Shanghai"),
        bucket=_read("BUCKET", f"{prefix}-objects"),
        jobs_queue=_read("JOBS_QUEUE", f"{prefix}-jobs"),
        timers_queue=_read("TIMERS_QUEUE", f"{prefix}-timers"),
        # The label of a stream is known once its table stands; the template puts the real one here.
        events_stream=f"arn:aws:dynamodb:us-east-1:000000000000:table/{prefix}-events/stream/deployed",
        fallback_number=_read("FALLBACK_NUMBER") or None,
        carrier_lacks=tuple(_read("CARRIER_LACKS").split()),
        billing_url=_read("BILLING_URL").rstrip("/"),
        billing_key=_read("BILLING_KEY"),
        fax_url=_read("FAX_URL").rstrip("/"),
        fax_key=_read("FAX_KEY"),
        fax_prefixes=tuple(_read("FAX_PREFIXES", "+86").split()),
        center_name=_read("CENTER_NAME", "Trunkline"),
        has_private_callbacks=_read("PRIVATE_CALLBACKS") == "1",
        callback_tries=int(_read("CALLBACK_TRIES", "3")),
        callback_retry_minutes=float(_read("CALLBACK_RETRY_MINUTES", "10")),
    )
