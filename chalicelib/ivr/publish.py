"""Publishing a flow: checked, numbered, and from then on never changed."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from chalicelib.ivr import flow_store
from chalicelib.ivr.center_lacks import center_problems
from chalicelib.ivr.definition import Flow, flow_sid, read_flow
from chalicelib.ivr.validation import validate
from chalicelib.problems import FieldProblem, Invalid

# Words in a widget's name that say its keys are a secret.
_SECRET_WORDS = {"pin", "password", "passcode", "cvv", "cvc", "ssn", "secret", "cipher"}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def publish(
    name: str,
    document: str,
    now: datetime,
    *,
    bindings: Mapping[str, str] | None = None,
    secrets: Collection[str] = (),
    by: str | None = None,
    note: str = "",
    rolled_back_to: int | None = None,
) -> Flow:
    """Make `document` the newest revision of the flow called `name`. Publishing the same again changes
    nothing. Invalid names each problem with its path in the document."""
    _refuse_problems(document)
    draft = read_flow(document, sid=flow_sid(name), name=name, bindings=dict(bindings or {}))
    _refuse_unknown(secrets, draft)
    hidden = frozenset(secrets) | {widget for widget in draft.widgets if sounds_secret(widget)}
    newest = flow_store.latest_flow(draft.sid)
    if newest and (newest.document, newest.bindings, newest.secrets) == (document, draft.bindings, hidden):
        if flow_store.flow_line(name) is None:
            flow_store.list_again(newest, now, by)  # It was taken off the list meanwhile.
        return newest
    flow = read_flow(
        document,
        sid=draft.sid,
        name=name,
        revision=newest.revision + 1 if newest else 1,
        bindings=draft.bindings,
        secrets=hidden,
    )
    flow_store.add_flow(flow, now, by, note, rolled_back_to)
    return flow


def sounds_secret(widget: str) -> bool:
    """Whether a widget's name says that what is keyed there is a secret (`card_pin`, `enterPassword`)."""
    return not _SECRET_WORDS.isdisjoint(word.lower() for word in _WORD.findall(widget))


def _refuse_problems(document: str) -> None:
    """Also what the center or its carrier lacks: no call may reach it."""
    problems = validate(document) or list(center_problems(read_flow(document)))
    if problems:
        first = problems[0]
        raise Invalid(
            f"This flow cannot be published: {first.path}: {first.message}",
            fields=tuple(FieldProblem(each.path, "flow", each.message) for each in problems),
        )


def _refuse_unknown(secrets: Collection[str], flow: Flow) -> None:
    for name in secrets:
        if name not in flow.widgets:
            raise Invalid(f"There is no widget named '{name}'.", field="secrets", rule="unknown_widget")
