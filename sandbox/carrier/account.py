"""The one account of the carrier."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """Who signs webhooks and signs in to the REST API."""

    sid: str
    auth_token: str
    api_keys: dict[str, str] = field(default_factory=dict)
    api_version: str = "2010-04-01"
