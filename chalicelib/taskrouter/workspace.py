"""The one workspace: this center."""

from dataclasses import dataclass

from chalicelib.aws.settings import settings
from chalicelib.taskrouter import store
from chalicelib.taskrouter.sids import derived
from chalicelib.taskrouter.store import Kind

NAME = "Trunkline"
ROOT = "/v1/Workspaces"
HERE = "/v1/Workspaces/{workspace_sid}"


@dataclass(frozen=True)
class Workspace:
    """What the workspace has beside its definitions; `events_filter` empty means every event."""

    sid: str
    friendly_name: str
    event_callback_url: str = ""
    events_filter: tuple[str, ...] = ()
    timeout_activity_sid: str | None = None
    prioritize_queue_order: str = "FIFO"
    created_at: str | None = None
    updated_at: str | None = None


def workspace_sid() -> str:
    """The SID of this center's workspace."""
    return derived("WS", settings().account_sid, settings().table_prefix)


def workspace() -> Workspace:
    """The workspace as it is now."""
    note = store.note_of(Kind.WORKSPACE, workspace_sid())
    return Workspace(
        sid=workspace_sid(),
        friendly_name=note.get("friendly_name", NAME),
        event_callback_url=note.get("event_callback_url", ""),
        events_filter=tuple(note.get("events_filter", ())),
        prioritize_queue_order=note.get("prioritize_queue_order", "FIFO"),
        created_at=note.get("created_at"),
        updated_at=note.get("updated_at"),
    )


def address(*parts: str) -> str:
    """The path of something in the workspace."""
    return "/".join((ROOT, workspace_sid(), *parts))
