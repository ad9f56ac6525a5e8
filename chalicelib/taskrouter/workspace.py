"""The one workspace: this center."""

from dataclasses import dataclass

from chalicelib.aws.settings import settings
from chalicelib.taskrouter import store
from chalicelib.taskrouter.sids import derived
from chalicelib.taskrouter.store import Kind

NAME = "Trunkline"
# The date of what was made without a date: the center's own activities and channels, queues of the demo data.
# Clients in typed languages cannot read a resource that has none.
BORN = "2026-01-01T00:00:00Z"
ROOT = "/v1/Workspaces"
HERE = "/v1/Workspaces/{workspace_sid}"


@dataclass(frozen=True)
class Workspace:
    """What the workspace has beside its definitions; `events_filter` empty means every event. Without an
    activity of its own new workers, and those who did not answer an offer, are Offline."""

    sid: str
    friendly_name: str
    event_callback_url: str = ""
    events_filter: tuple[str, ...] = ()
    default_activity_sid: str | None = None
    timeout_activity_sid: str | None = None
    prioritize_queue_order: str = "FIFO"
    created_at: str = BORN
    updated_at: str = BORN


def workspace_sid() -> str:
    """The SID of this center's workspace."""
    return derived("WS", settings().account_sid, settings().table_prefix)


def workspace(*, is_consistent: bool = True) -> Workspace:
    """The workspace as it is now, or, at half the price, as it was a moment ago."""
    note = store.note_of(Kind.WORKSPACE, workspace_sid(), is_consistent=is_consistent)
    return Workspace(
        sid=workspace_sid(),
        friendly_name=note.get("friendly_name", NAME),
        event_callback_url=note.get("event_callback_url", ""),
        events_filter=tuple(note.get("events_filter", ())),
        default_activity_sid=note.get("default_activity_sid"),
        timeout_activity_sid=note.get("timeout_activity_sid"),
        prioritize_queue_order=note.get("prioritize_queue_order", "FIFO"),
        created_at=note.get("created_at", BORN),
        updated_at=note.get("updated_at", BORN),
    )


def address(*parts: str) -> str:
    """The path of something in the workspace."""
    return "/".join((ROOT, workspace_sid(), *parts))
