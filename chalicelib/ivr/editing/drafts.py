"""Create a flow, keep work on it, publish it, go back to an older revision."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib import people
from chalicelib.ivr import flow_store
from chalicelib.ivr.definition import Flow, flow_sid
from chalicelib.ivr.editing.store import Draft, DraftLine, draft_lines, find_draft, put_draft, remove_draft
from chalicelib.ivr.publish import publish
from chalicelib.problems import Conflict, Invalid, NotFound
from chalicelib.web import Identity

_EVENTS = (
    "incomingMessage",
    "incomingCall",
    "incomingConversationMessage",
    "incomingRequest",
    "incomingParent",
)
EMPTY = json.dumps(
    {
        "description": "",
        "states": [
            {
                "name": "Trigger",
                "type": "trigger",
                "transitions": [{"event": event} for event in _EVENTS],
                "properties": {"offset": {"x": 0, "y": 0}},
            }
        ],
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": True},
    },
    indent=2,
)


@dataclass(frozen=True)
class Line:
    """A flow in the list, published, drafted or both."""

    sid: str
    name: str
    revision: int
    published_at: datetime | None
    published_by: str | None
    has_draft: bool
    draft_saved_at: datetime | None
    draft_saved_by: str | None


def lines() -> list[Line]:
    """Every flow, by name."""
    published = {line.sid: line for line in flow_store.flow_lines()}
    drafts = {line.sid: line for line in draft_lines()}
    found = [_line(sid, published.get(sid), drafts.get(sid)) for sid in published.keys() | drafts.keys()]
    return sorted(found, key=lambda line: line.name)


def create(name: str, definition: str | None, note: str, who: Identity, now: datetime) -> Draft:
    """Begin a flow; Conflict when there is one of that name."""
    sid = flow_sid(name)
    if flow_store.flow_line(name) or find_draft(sid):
        raise Conflict(f"There is a flow called '{name}' already.")
    draft = Draft(sid, name, EMPTY if definition is None else definition, note, 1, now, who.username)
    put_draft(draft)
    people.audit(who, "flow.created", sid, None, {"name": name}, now)
    return draft


def save(sid: str, definition: str, note: str, version: int | None, who: Identity, now: datetime) -> Draft:
    """Keep work on a flow. Conflict when `version` is not the one that stands."""
    known = find_draft(sid)
    standing = known.version if known else 0
    if version is not None and version != standing:
        raise Conflict("Somebody else saved this flow just now.")
    return put(sid, name_of(sid), definition, note, who, now, standing)


def put(
    sid: str, name: str, definition: str, note: str, who: Identity, now: datetime, version: int | None = None
) -> Draft:
    """Keep a draft, of a new flow too. Conflict when it is no longer the one of that version."""
    if version is None:
        known = find_draft(sid)
        version = known.version if known else 0
    draft = Draft(sid, name, definition, note, version + 1, now, who.username)
    put_draft(draft)
    return draft


def discard(sid: str, who: Identity, now: datetime) -> None:
    """Throw the draft away; what is published stays."""
    draft = find_draft(sid)
    if draft is None:
        raise NotFound("This flow has no draft.")
    remove_draft(sid, draft.version)
    people.audit(who, "flow.draft_discarded", sid, {"version": draft.version}, None, now)


def publish_draft(
    sid: str,
    note: str | None,
    bindings: Mapping[str, str] | None,
    secrets: Collection[str] | None,
    who: Identity,
    now: datetime,
) -> Flow:
    """Make the draft the newest revision; calls under way finish on theirs."""
    draft = find_draft(sid)
    if draft is None:
        raise Invalid("There is nothing to publish: this flow has no draft.", field="draft", rule="missing")
    newest = flow_store.latest_flow(sid)
    flow = publish(
        draft.name,
        draft.definition,
        now,
        bindings=bindings if bindings is not None else (newest.bindings if newest else {}),
        secrets=secrets if secrets is not None else kept_secrets(newest, draft.definition),
        by=who.username,
        note=draft.note if note is None else note,
    )
    people.audit(
        who,
        "flow.published",
        sid,
        {"revision": newest.revision if newest else 0},
        {"revision": flow.revision},
        now,
    )
    remove_draft(sid, draft.version)
    return flow


def roll_back(sid: str, revision: int, note: str, who: Identity, now: datetime) -> Flow:
    """Publish an old revision again, with its bindings and secrets. The history is never rewritten."""
    newest, old = flow_store.latest_flow(sid), flow_store.flow_at(sid, revision)
    assert newest is not None
    if newest.revision == revision:
        raise Invalid(f"Revision {revision} answers already.", field="revision", rule="current")
    flow = publish(
        old.name,
        old.document,
        now,
        bindings=old.bindings,
        secrets=old.secrets,
        by=who.username,
        note=note,
        rolled_back_to=revision,
    )
    people.audit(
        who,
        "flow.rolled_back",
        sid,
        {"revision": newest.revision},
        {"revision": flow.revision, "to": revision},
        now,
    )
    return flow


def definition_at(sid: str, which: str) -> str:
    """The definition of a revision by number, of `current`, or of the `draft`."""
    if which == "draft":
        draft = find_draft(sid)
        if draft is None:
            raise NotFound("This flow has no draft.")
        return draft.definition
    if which == "current":
        newest = flow_store.latest_flow(sid)
        return newest.document if newest else EMPTY
    if not which.isdigit():
        raise Invalid(
            "Name a revision by its number, or say draft or current.", field="from", rule="revision"
        )
    return flow_store.flow_at(sid, int(which)).document


def name_of(sid: str) -> str:
    """What a flow is called; NotFound when there is none."""
    found = flow_store.latest_flow(sid) or find_draft(sid)
    if found is None:
        raise NotFound("There is no such flow.")
    return found.name


def kept_secrets(newest: Flow | None, definition: str) -> Collection[str]:
    """The secrets of the flow so far, where those widgets are still there."""
    if newest is None:
        return ()
    try:
        states = json.loads(definition)["states"]
        names = {state.get("name") for state in states}
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
    return newest.secrets & names


def _line(sid: str, published: flow_store.FlowLine | None, made: DraftLine | None) -> Line:
    return Line(
        sid=sid,
        name=published.name if published else made.name if made else "",
        revision=published.revision if published else 0,
        published_at=published.published_at if published else None,
        published_by=published.published_by if published else None,
        has_draft=made is not None,
        draft_saved_at=made.saved_at if made else None,
        draft_saved_by=made.saved_by if made else None,
    )
