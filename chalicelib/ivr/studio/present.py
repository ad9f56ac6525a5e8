"""Studio's resources as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.aws.settings import settings
from chalicelib.ivr.execution import Status
from chalicelib.ivr.store import Execution
from chalicelib.ivr.studio import executions
from chalicelib.ivr.studio.flows import Revision
from chalicelib.ivr.studio.steps import Step
from chalicelib.web.twilio_api import api_url, iso_date


def flow(revision: Revision) -> dict[str, Any]:
    """A flow at its latest revision."""
    url = f"/v2/Flows/{revision.sid}"
    links = {name: api_url(f"{url}/{part}") for name, part in _FLOW_LINKS.items()}
    webhook = api_url("/voice/incoming")
    return {**_revision(revision), "webhook_url": webhook, "url": api_url(url), "links": links}


def flow_revision(revision: Revision) -> dict[str, Any]:
    """One revision."""
    return {
        **_revision(revision),
        "url": api_url(f"/v2/Flows/{revision.sid}/Revisions/{revision.number}"),
    }


def execution(shown: Execution, status: Status) -> dict[str, Any]:
    """One execution."""
    url = _execution_path(shown)
    began = executions.began_with(shown)
    is_request = not any(sid in began for sid in ("CallSid", "MessageSid", "ConversationSid"))
    return {
        "sid": executions.sid_of(shown),
        "account_sid": settings().account_sid,
        "flow_sid": shown.flow_sid,
        "flow_version": max(shown.revision, 0) or None,
        "contact_sid": f"FC{shown.contact_id[2:]}",
        "contact_channel_address": began.get("To" if is_request else "From"),
        "context": {},
        "status": status.value,
        "initiated_by": None,
        "date_created": iso_date(shown.started_at),
        "date_updated": iso_date(shown.inputs[-1].at),
        "url": api_url(url),
        "links": {"steps": api_url(f"{url}/Steps"), "execution_context": api_url(f"{url}/Context")},
    }


def execution_context(shown: Execution, context: Mapping[str, Any]) -> dict[str, Any]:
    """What an execution knows."""
    return {**_of_execution(shown), "context": context, "url": api_url(f"{_execution_path(shown)}/Context")}


def step(shown: Execution, taken: Step) -> dict[str, Any]:
    """One step."""
    url = f"{_execution_path(shown)}/Steps/{taken.sid}"
    return {
        **_of_execution(shown),
        "sid": taken.sid,
        "parent_step_sid": None,
        "name": taken.event,
        "context": {},
        "transitioned_from": taken.widget,
        "transitioned_to": taken.next,
        "type": "step",
        "date_created": iso_date(taken.at),
        "date_updated": None,
        "url": api_url(url),
        "links": {"step_context": api_url(f"{url}/Context")},
    }


def step_context(shown: Execution, taken: Step) -> dict[str, Any]:
    """What an execution knew after a step."""
    url = api_url(f"{_execution_path(shown)}/Steps/{taken.sid}/Context")
    return {**_of_execution(shown), "step_sid": taken.sid, "context": taken.context, "url": url}


def test_users(sid: str, users: list[str]) -> dict[str, Any]:
    """A flow's test users."""
    return {"sid": sid, "test_users": users, "url": api_url(f"/v2/Flows/{sid}/TestUsers")}


_FLOW_LINKS = {"revisions": "Revisions", "test_users": "TestUsers", "executions": "Executions"}


def _revision(revision: Revision) -> dict[str, Any]:
    errors = revision.errors
    return {
        "sid": revision.sid,
        "account_sid": settings().account_sid,
        "author_sid": None,
        "friendly_name": revision.name,
        "definition": _read(revision.document),
        "status": "published" if revision.is_published else "draft",
        "revision": revision.number,
        "commit_message": revision.note or None,
        "valid": not errors,
        "errors": errors,
        "warnings": [],
        "date_created": iso_date(revision.created_at),
        "date_updated": iso_date(revision.updated_at),
    }


def _read(document: str | None) -> Any:
    """The definition as JSON; a draft need not be."""
    try:
        return json.loads(document) if document else None
    except ValueError:
        return None


def _of_execution(shown: Execution) -> dict[str, Any]:
    return {
        "account_sid": settings().account_sid,
        "flow_sid": shown.flow_sid,
        "execution_sid": executions.sid_of(shown),
    }


def _execution_path(shown: Execution) -> str:
    return f"/v2/Flows/{shown.flow_sid}/Executions/{executions.sid_of(shown)}"
