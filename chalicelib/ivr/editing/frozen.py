"""A draft that is to run: kept as it is now, so that an execution finishes on what it began with."""

import hashlib
import json
from dataclasses import replace

from chalicelib.ivr import flow_store
from chalicelib.ivr.center_lacks import center_problems
from chalicelib.ivr.definition import Flow, read_flow
from chalicelib.ivr.editing.store import find_draft
from chalicelib.ivr.publish import sounds_secret
from chalicelib.ivr.validation import validate


def frozen_draft(sid: str) -> Flow | None:
    """The draft as a revision that never changes; None when there is none that could be published."""
    draft = find_draft(sid)
    if draft is None or validate(draft.definition):
        return None
    newest = flow_store.latest_flow(sid)
    flow = read_flow(draft.definition, sid=sid, name=draft.name, bindings=newest.bindings if newest else {})
    if any(center_problems(flow)):
        return None
    kept = newest.secrets & set(flow.widgets) if newest else frozenset[str]()
    secrets = kept | {name for name in flow.widgets if sounds_secret(name)}
    frozen = replace(flow, secrets=secrets, revision=_number(draft.definition, flow, secrets))
    flow_store.keep_frozen(frozen, draft.saved_at, draft.saved_by)
    return frozen


def _number(document: str, flow: Flow, secrets: frozenset[str] | set[str]) -> int:
    """Below zero, and the same for the same content: no published revision has such a number."""
    content = json.dumps([document, sorted(flow.bindings.items()), sorted(secrets)])
    return -int(hashlib.sha256(content.encode()).hexdigest()[:12], 16) - 1
