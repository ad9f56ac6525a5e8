"""What the carrier is told at start: its numbers, its SIP side, its API keys, its address book."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class VoiceTarget:
    """Where a number (or a TwiML application) sends its calls."""

    voice_url: str | None = None
    voice_method: str = "POST"
    voice_fallback_url: str | None = None
    voice_fallback_method: str = "POST"
    status_callback: str | None = None
    status_callback_method: str = "POST"

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "VoiceTarget":
        """Build one from the JSON of the numbers file; unknown keys are not an error."""
        known = {name: raw[name] for name in cls.__dataclass_fields__ if raw.get(name)}
        return cls(**known)


@dataclass(frozen=True)
class SipDomain:
    """The SIP domain that phones register at and gateways call."""

    domain: str = "sandbox.local"
    sid: str = "SD" + "0" * 32
    users: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CarrierConfig:
    """The numbers file, read."""

    numbers: Mapping[str, VoiceTarget] = field(default_factory=dict)
    applications: Mapping[str, VoiceTarget] = field(default_factory=dict)
    trunks: tuple[Mapping[str, Any], ...] = ()
    sip_domain: SipDomain = field(default_factory=SipDomain)
    api_keys: Mapping[str, str] = field(default_factory=dict)
    address_book: Mapping[str, str] = field(default_factory=dict)

    def number(self, dialled: str) -> VoiceTarget | None:
        """The configured number that was dialled; a leading + or national 0 makes no difference."""
        wanted = _digits(dialled)
        for number, target in self.numbers.items():
            if _digits(number) == wanted:
                return target
        return None

    def listed(self, dialled: str) -> str | None:
        """The SIP URI which the "PSTN book" gives for a number, if it is listed."""
        wanted = _digits(dialled)
        return next((uri for number, uri in self.address_book.items() if _digits(number) == wanted), None)

    def application(self, sid: str | None) -> VoiceTarget | None:
        """The TwiML application of that SID; without a SID the only or first one."""
        if sid is not None and sid in self.applications:
            return self.applications[sid]
        return next(iter(self.applications.values()), None)


def _digits(number: str) -> str:
    return number.removeprefix("sip:").split("@")[0].lstrip("+")


def read_config(path: Path | None) -> CarrierConfig:
    """Read the numbers file (JSON). Keys: numbers, applications, trunks, sip_domain, api_keys, pstn."""
    raw: dict[str, Any] = json.loads(path.read_text("utf-8")) if path else {}
    return parse_config(raw)


def parse_config(raw: Mapping[str, Any]) -> CarrierConfig:
    """The same from a mapping already in memory."""
    domain = raw.get("sip_domain") or {}
    return CarrierConfig(
        numbers={n: VoiceTarget.read(target) for n, target in (raw.get("numbers") or {}).items()},
        applications={
            sid: VoiceTarget.read(target) for sid, target in (raw.get("applications") or {}).items()
        },
        trunks=tuple(raw.get("trunks") or ()),
        sip_domain=SipDomain(
            domain=domain.get("domain", SipDomain.domain),
            sid=domain.get("sid", SipDomain.sid),
            users=dict(domain.get("users") or {}),
        ),
        api_keys=dict(raw.get("api_keys") or {}),
        address_book=dict(raw.get("pstn") or {}),
    )
