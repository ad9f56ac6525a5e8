"""What TaskRouter's resources have beside what routing keeps: dates, callbacks, settings of an export."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar


@dataclass(frozen=True)
class QueueNote:
    """When a queue was made and changed over the API, and the activities named for workers who are reserved
    and assigned: as in every multitasking workspace, a worker does not enter them by itself."""

    created_at: str | None = None
    updated_at: str | None = None
    reservation_activity_sid: str | None = None
    assignment_activity_sid: str | None = None


@dataclass(frozen=True)
class WorkflowNote:
    """Whom to ask when a worker is reserved; addresses are empty when nobody is."""

    assignment_callback_url: str = ""
    fallback_assignment_callback_url: str = ""
    created_at: str | None = None
    updated_at: str | None = None


N = TypeVar("N", QueueNote, WorkflowNote)


def read_note(kind: type[N], body: Mapping[str, Any]) -> N:
    """A stored note; what is not in it has its default."""
    return kind(**{one.name: body[one.name] for one in fields(kind) if one.name in body})


def note_body(note: QueueNote | WorkflowNote) -> dict[str, Any]:
    """As it is stored."""
    return asdict(note)
