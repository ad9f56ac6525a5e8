"""Cursors of paged lists: opaque to the browser, a DynamoDB key inside."""

import base64
import binascii
import json
from typing import Any

from chalicelib.problems import Invalid


def encode(position: Any) -> str | None:
    """A cursor for any JSON value; None when there is no further page."""
    if position is None:
        return None
    text = json.dumps(position, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str | None) -> Any:
    """What `encode` was given; Invalid for anything else."""
    if not cursor:
        return None
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Invalid("This is not a cursor of this list.", field="cursor", rule="cursor") from error
