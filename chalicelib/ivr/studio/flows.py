"""A flow as Studio has it: numbered revisions, the last of which may be a draft.

Our published revisions are Studio's; a draft is the revision after them, whatever number of times it was
saved. A draft that is older than the last publishing is somebody's unfinished work, not the latest revision.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib import people
from chalicelib.ivr import caller_store, entry_store, flow_store
from chalicelib.ivr.center_lacks import center_problems
from chalicelib.ivr.definition import Flow, flow_sid, read_flow
from chalicelib.ivr.editing import drafts
from chalicelib.ivr.editing.store import Draft, find_draft, remove_draft
from chalicelib.ivr.faults import FlowProblem
from chalicelib.ivr.publish import publish
from chalicelib.ivr.validation import validate
from chalicelib.problems import Conflict, NotFound
from chalicelib.web import Identity
from chalicelib.web.twilio_api import TwilioError

API = Identity("API", "api", "API", "api", frozenset())
INVALID_DEFINITION = 81022
LATEST = ("LatestPublished", "LatestRevision")


class InvalidDefinition(TwilioError):
    """The definition cannot be published, with each place and reason."""

    def __init__(self, problems: list[FlowProblem]) -> None:
        super().__init__(INVALID_DEFINITION, "Flow definition is invalid")
        self.details = {"errors": [_shown(problem) for problem in problems]}


@dataclass(frozen=True)
class Revision:
    """One revision. `document` is None where only the list was read."""

    sid: str
    name: str
    number: int
    is_published: bool
    document: str | None
    note: str
    by: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def errors(self) -> list[dict[str, str]]:
        """What keeps a draft from being published; a published revision has been checked."""
        if self.is_published or self.document is None:
            return []
        return [_shown(problem) for problem in problems_of(self.document)]


def problems_of(document: str) -> list[FlowProblem]:
    """Everything that would keep the document from being published in this center."""
    return validate(document) or list(center_problems(read_flow(document)))


def flows() -> list[Revision]:
    """The latest revision of each flow, by name, without the documents."""
    listed = drafts.lines()
    first = flow_store.first_published([line.sid for line in listed if line.revision])
    return [_of_line(line, first.get(line.sid)) for line in listed]


def latest(sid: str) -> Revision:
    """The latest revision; NotFound when there is no such flow."""
    draft, published = find_draft(sid), latest_published(sid)
    if draft and (published is None or draft.saved_at > published.updated_at):
        return _of_draft(draft, published)
    if published is None:
        raise NotFound(f"The requested resource /Flows/{sid} was not found")
    return published


def latest_published(sid: str) -> Revision | None:
    """The revision that answers; None when none was published, or the flow was deleted."""
    flow = flow_store.latest_flow(sid)
    if flow is None or flow_store.flow_line(flow.name) is None:
        return None
    return _of_flow(flow)


def revision(sid: str, which: str) -> Revision:
    """A revision by its number, `LatestPublished` or `LatestRevision`."""
    newest = latest(sid)
    if which == "LatestRevision" or which == str(newest.number):
        return newest
    found = latest_published(sid) if which == "LatestPublished" else None
    if which.isdigit() and 0 < int(which) < newest.number:
        found = _of_flow(flow_store.flow_at(sid, int(which)))
    if found is None:
        raise NotFound(f"The requested resource /Flows/{sid}/Revisions/{which} was not found")
    return found


def revisions(sid: str) -> list[Revision]:
    """All of them, newest first, without the documents."""
    newest = latest(sid)
    lines = flow_store.revision_lines(sid)
    began = lines[-1].published_at if lines else newest.created_at
    published = [
        Revision(
            sid,
            newest.name,
            line.revision,
            True,
            None,
            line.note,
            line.published_by,
            began,
            line.published_at,
        )
        for line in lines
    ]
    return published if newest.is_published else [newest, *published]


def create(name: str, status: str, document: str, note: str, author: str | None, now: datetime) -> Revision:
    """A new flow. Conflict when there is one of that name: here the name is the flow."""
    sid = flow_sid(name)
    if find_draft(sid) or latest_published(sid):
        raise Conflict(f"There is a flow called '{name}' already.")
    return _keep(sid, name, status, document, note, author, now)


def change(
    sid: str,
    name: str | None,
    status: str,
    document: str | None,
    note: str,
    author: str | None,
    now: datetime,
) -> Revision:
    """The next revision; it replaces the whole definition."""
    newest = latest(sid)
    if name is not None and name != newest.name:
        raise TwilioError(20001, "A flow cannot be renamed here: numbers and subflows know it by its name")
    assert newest.document is not None
    text = newest.document if document is None else document
    return _keep(sid, newest.name, status, text, note, author, now)


def delete(sid: str, now: datetime) -> None:
    """Take a flow off the list. Conflict while a number or a listed caller is answered by it; calls under way
    finish, and what was published stays for the reports."""
    newest = latest(sid)
    for number in entry_store.numbers():
        if newest.name in number.flows.values():
            raise Conflict(f"Number {number.number} is answered by this flow.")
    if any(caller.flow == newest.name for caller in caller_store.listed_callers()):
        raise Conflict("A listed caller is answered by this flow.")
    if find_draft(sid):
        drafts.discard(sid, API, now)
    flow_store.unlist(newest.name)
    people.audit(API, "flow.deleted", sid, {"name": newest.name, "revision": newest.number}, None, now)


def _keep(
    sid: str, name: str, status: str, document: str, note: str, author: str | None, now: datetime
) -> Revision:
    if status == "draft":
        drafts.put(sid, name, document, note, API, now)
        return latest(sid)
    if found := problems_of(document):
        raise InvalidDefinition(found)
    before = flow_store.latest_flow(sid)
    flow = publish(
        name,
        document,
        now,
        bindings=before.bindings if before else {},
        secrets=drafts.kept_secrets(before, document),
        by=author or API.username,
        note=note,
    )
    draft = find_draft(sid)
    if draft and draft.definition == document:
        remove_draft(sid, draft.version)
    known = {"revision": before.revision} if before else None
    people.audit(API, "flow.published", sid, known, {"revision": flow.revision}, now)
    published = latest_published(sid)
    assert published is not None
    return published


def _of_flow(flow: Flow) -> Revision:
    line = next(line for line in flow_store.revision_lines(flow.sid) if line.revision == flow.revision)
    first = flow_store.first_published([flow.sid])[flow.sid]
    return Revision(
        flow.sid,
        flow.name,
        flow.revision,
        True,
        flow.document,
        line.note,
        line.published_by,
        first,
        line.published_at,
    )


def _of_draft(draft: Draft, published: Revision | None) -> Revision:
    return Revision(
        sid=draft.sid,
        name=draft.name,
        number=published.number + 1 if published else 1,
        is_published=False,
        document=draft.definition,
        note=draft.note,
        by=draft.saved_by,
        created_at=published.created_at if published else draft.saved_at,
        updated_at=draft.saved_at,
    )


def _of_line(line: drafts.Line, first: datetime | None) -> Revision:
    saved, published = line.draft_saved_at, line.published_at
    is_draft = saved is not None and (published is None or saved > published)
    at = saved if is_draft else published
    assert at is not None
    by = line.draft_saved_by if is_draft else line.published_by
    return Revision(
        line.sid, line.name, line.revision + is_draft, not is_draft, None, "", by, first or at, at
    )


def _shown(problem: FlowProblem) -> dict[str, str]:
    return {"message": problem.message, "property_path": problem.path}
