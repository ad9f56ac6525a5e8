"""Where TwiML comes from, and how the running of a document can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from sandbox.carrier.twiml.document import Document


@dataclass(frozen=True)
class Request:
    """Ask this absolute URL for the next document, with these fields besides the usual ones."""

    url: str
    method: str = "POST"
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A document that is already here (the ``Twiml`` parameter of the REST API)."""

    document: Document
    url: str = ""


Source = Request | Given


class Ending(Enum):
    """Why a run is over."""

    FINISHED = auto()
    HANGUP = auto()
    LEFT = auto()


Next = Request | Ending | None
