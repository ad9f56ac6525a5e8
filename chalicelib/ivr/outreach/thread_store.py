"""Which execution a contact's next message belongs to: the last one that asked them something."""

from datetime import datetime

from chalicelib.ivr.outreach.records import ThreadRecord

# Stands for our number where a messaging service chose it.
ANY = "*"


def remember(theirs: str, ours: str, contact_id: str, now: datetime) -> None:
    """The execution waits for what `theirs` writes to `ours`."""
    is_number = ours and not ours.startswith("MG")
    ThreadRecord(_key(theirs, ours if is_number else ANY), contact_id=contact_id, since=now).save()


def waiting_for(theirs: str, ours: str) -> str | None:
    """The execution that asked last; None when none ever did."""
    rows = list(ThreadRecord.batch_get([_key(theirs, ours), _key(theirs, ANY)], consistent_read=True))
    newest = max(rows, key=lambda row: row.since, default=None)
    return newest.contact_id if newest else None


def _key(theirs: str, ours: str) -> str:
    return f"{theirs} {ours}"
