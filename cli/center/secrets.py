"""The center's keys: made once, kept in its state directory, readable by its owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Secrets:
    """SIDs in the carrier's shape, and keys; none of them is ever the same in two centers."""

    account_sid: str
    auth_token: str
    api_key_sid: str
    api_key_secret: str
    session_key: str
    trunk_password: str

    @classmethod
    def make(cls) -> "Secrets":
        """New ones."""
        return cls(
            account_sid="AC" + secrets.token_hex(16),
            auth_token=secrets.token_hex(16),
            api_key_sid="SK" + secrets.token_hex(16),
            api_key_secret=secrets.token_urlsafe(24),
            session_key=secrets.token_urlsafe(48),
            trunk_password=secrets.token_urlsafe(12),
        )

    @classmethod
    def of(cls, state_dir: Path) -> "Secrets":
        """Those of this state directory; the first time they are made."""
        path = state_dir / "secrets.json"
        if path.exists():
            return cls(**json.loads(path.read_text()))
        made = cls.make()
        write_private(path, json.dumps(asdict(made), indent=1))
        return made


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    scratch = path.with_name(path.name + ".new")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    scratch.replace(path)
