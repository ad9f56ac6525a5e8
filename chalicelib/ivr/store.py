"""Executions in DynamoDB.

A step of a menu costs one round trip. The new input is appended on the condition that exactly as many are
there as the address said; a repeated webhook fails that condition and gets the row as it is, from which the
same answer is worked out. pynamodb cannot ask for the row of a failed condition, so that one call goes to
the client itself.
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from pynamodb.exceptions import DoesNotExist, PutError, UpdateError

from chalicelib import contacts
from chalicelib.aws.clients import client
from chalicelib.aws.settings import settings
from chalicelib.aws.tables import iso
from chalicelib.contacts import hour_of, hours_between
from chalicelib.ivr import sealing
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.execution import ExecutionState, Input, InputKind
from chalicelib.ivr.records import ExecutionRecord
from chalicelib.problems import NotFound
from chalicelib.values import dataclass, replace

_CONDITION_FAILED = "ConditionalCheckFailedException"
_UNDONE = "1"
# A call's contact begins a moment before its execution: with a webhook that died in between, a little more.
_BEGINNING = timedelta(minutes=1)
_OLDER = (("Called", "To"), ("Caller", "From"))
_PARTS = ("", "City", "State", "Zip", "Country")


@dataclass(frozen=True)
class Execution:
    """A call's way through a flow, as stored."""

    contact_id: str
    flow_sid: str
    revision: int
    started_at: datetime
    inputs: tuple[Input, ...]
    snapshot: ExecutionState | None = None
    # Closing has failed, and is tried again.
    is_undone: bool = False
    asking: int = 0
    # Something secret was keyed: what follows from it may repeat it, and is sealed too.
    is_sealed: bool = False

    @property
    def is_hung_up(self) -> bool:
        """Whether its call has ended."""
        return any(each.kind is InputKind.HANGUP for each in self.inputs)

    def begins_at(self, position: int) -> tuple[ExecutionState, int]:
        """A known state at or before `position`, and how many inputs it has seen."""
        if self.snapshot and self.snapshot.position <= position:
            return self.snapshot, self.snapshot.position
        return ExecutionState(self.contact_id), 0


def begin(contact_id: str, flow: Flow, given: Input) -> tuple[Execution, bool]:
    """Start an execution, once; also tells whether it is new."""
    row = ExecutionRecord(
        contact_id,
        flow_sid=flow.sid,
        revision=flow.revision,
        # A call is found with its contact.
        hour=None if "CallSid" in given.params else hour_of(given.at),
        started_at=given.at,
        inputs=[_written(given, is_secret=False)],
    )
    try:
        row.save(condition=ExecutionRecord.contact_id.does_not_exist())
    except PutError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise
        return fetch(contact_id), False
    return _execution(row), True


def append(
    contact_id: str,
    position: int,
    given: Input,
    *,
    is_secret: bool = False,
    snapshot: ExecutionState | None = None,
    known: Execution | None = None,
) -> tuple[Execution, bool]:
    """Add the input that belongs at `position`, with a snapshot of the state before it if one is worth
    keeping. Returns the execution as it stands, and whether the input was news. `known` is the execution as
    this process has seen it."""
    if known and len(known.inputs) == position:
        return _append_to(known, given, is_secret)
    sets, values = ["inputs = list_append(inputs, :new)"], _values(given, is_secret)
    values[":position"] = {"N": str(position)}
    if snapshot:
        sets += ["known_state = :known", "known_at = :position"]
        values[":known"] = {"S": _text(snapshot.as_json(), is_secret)}
    return _update(
        contact_id, f"SET {', '.join(sets)}", "attribute_exists(inputs) AND size(inputs) = :position", values
    )


def _append_to(known: Execution, given: Input, is_secret: bool) -> tuple[Execution, bool]:
    """Add an input to an execution that is known. Inputs are only ever added, so one that is as long and
    began when this one did is this one: the row need not be sent back and read, a twentieth of a step."""
    position = len(known.inputs)
    values = _values(given, is_secret)
    values |= {":position": {"N": str(position)}, ":began": {"S": iso(known.started_at)}}
    grown = replace(known, inputs=(*known.inputs, given), is_sealed=known.is_sealed or is_secret)
    execution, is_news = _update(
        known.contact_id,
        "SET inputs = list_append(inputs, :new)",
        "size(inputs) = :position AND started_at = :began",
        values,
        leads_to=grown,
    )
    if not is_news and len(execution.inputs) == position:
        return append(known.contact_id, position, given, is_secret=is_secret)
    return execution, is_news


def claim(contact_id: str, position: int) -> Execution | None:
    """Set out to get the answer that belongs at `position`, once; None when it is there, or somebody has."""
    execution, is_ours = _update(
        contact_id,
        "SET asking = :position",
        "size(inputs) = :position AND (attribute_not_exists(asking) OR asking < :position)",
        {":position": {"N": str(position)}},
    )
    return execution if is_ours else None


def hang_up(contact_id: str, at: datetime, params: Mapping[str, Any]) -> Execution | None:
    """Add the end of the call wherever the flow stands, once and without a read; None when no flow runs for
    this contact."""
    values = _values(Input(InputKind.HANGUP, at, dict(params)), is_secret=False)
    try:
        execution, _ = _update(
            contact_id,
            "SET inputs = list_append(inputs, :new), hung_up = :yes",
            "attribute_exists(inputs) AND attribute_not_exists(hung_up)",
            {**values, ":yes": {"BOOL": True}},
        )
    except NotFound:
        return None
    return execution


def forget(contact_id: str) -> None:
    """Delete an execution and everything that came in."""
    ExecutionRecord(contact_id).delete()


def mark_undone(contact_id: str) -> None:
    """Closing has failed: it is to be tried again. Nothing for a contact without a flow."""
    try:
        ExecutionRecord(contact_id).update(
            actions=[ExecutionRecord.undone.set(_UNDONE)], condition=ExecutionRecord.contact_id.exists()
        )
    except UpdateError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise


def mark_done(contact_id: str) -> None:
    """Closing need not be tried again."""
    ExecutionRecord(contact_id).update(
        actions=[ExecutionRecord.undone.remove()], condition=ExecutionRecord.contact_id.exists()
    )


def undone_executions(most: int) -> list[str]:
    """The contacts whose flows could not be closed, the oldest first."""
    return [row.contact_id for row in ExecutionRecord.undone_executions.query(_UNDONE, limit=most)]


def fetch(contact_id: str) -> Execution:
    """The execution; NotFound when there is none."""
    try:
        return _execution(ExecutionRecord.get(contact_id, consistent_read=True))
    except DoesNotExist:
        raise NotFound(f"no flow has run for contact {contact_id}") from None


def executions_between(start: datetime, end: datetime) -> Iterator[Execution]:
    """The executions that began in [start, end), oldest first: calls are found by the log of contacts, others
    by an index of their own. Read hour by hour."""
    for hour in hours_between(start, end):
        since = datetime.fromisoformat(f"{hour}:00:00+00:00")
        until = since + timedelta(hours=1)
        begun = {row.contact_id for row in ExecutionRecord.by_hour.query(hour)}
        begun.update(contacts.begun_between(max(start, since) - _BEGINNING, min(end, until)))
        rows = sorted(ExecutionRecord.batch_get(list(begun)), key=lambda row: row.started_at) if begun else []
        within = (row for row in rows if max(start, since) <= row.started_at < min(end, until))
        yield from map(_execution, within)


def _update(
    contact_id: str,
    update: str,
    condition: str,
    values: dict[str, Any],
    leads_to: Execution | None = None,
) -> tuple[Execution, bool]:
    """The execution after the update, and whether its condition held. It is read from the answer, unless it
    is known what it `leads_to`."""
    try:
        answer = client("dynamodb").update_item(
            TableName=ExecutionRecord.Meta.table_name,
            Key={"contact_id": {"S": contact_id}},
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeValues=values,
            ReturnValues="NONE" if leads_to else "ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        return leads_to or _of_item(answer["Attributes"]), True
    except ClientError as error:
        if error.response["Error"]["Code"] != _CONDITION_FAILED:
            raise
        item: Any = error.response.get("Item")
        if not item:
            raise NotFound(f"no flow has run for contact {contact_id}") from None
        return _of_item(item), False


def _values(given: Input, is_secret: bool) -> dict[str, Any]:
    return {":new": {"L": [{"S": _written(given, is_secret)}]}}


def _written(given: Input, is_secret: bool) -> str:
    content = given.as_json()
    kept = {"at": content["at"].replace("+00:00", "Z"), "params": _slim(content["params"])}
    return _text(kept if given.kind is InputKind.POST else {"kind": content["kind"], **kept}, is_secret)


def _input(text: str) -> Input:
    content = {"kind": InputKind.POST.value, **_content(text)}
    return Input.from_json({**content, "params": _whole(content["params"])})


def _slim(params: Mapping[str, Any]) -> dict[str, Any]:
    """A call's first request as it is kept, for each step is charged for the whole row: without what is
    empty, the carrier's older names of the two parties, and what is the same for all calls."""
    if "CallSid" not in params:
        return dict(params)
    known = _known(params)
    return {name: value for name, value in params.items() if value != "" and known.get(name) != value}


def _whole(params: Mapping[str, Any]) -> dict[str, Any]:
    """What `_slim` has left out, but for what was empty."""
    if "CallSid" not in params:
        return dict(params)
    return {**_known(params), **params}


def _known(params: Mapping[str, Any]) -> dict[str, Any]:
    """What need not be said of a call: `Called`, `CallerCity` and so on are what `To` and `FromCity` are."""
    older = {
        old + part: params[new + part] for old, new in _OLDER for part in _PARTS if params.get(new + part)
    }
    return {"AccountSid": settings().account_sid, "ApiVersion": "2010-04-01", **older}


def _text(content: Mapping[str, Any], is_secret: bool) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return sealing.seal(settings().session_key, text, os.urandom(16)) if is_secret else text


def _content(text: str) -> Any:
    return json.loads(sealing.unseal(settings().session_key, text) if sealing.is_sealed(text) else text)


def _of_item(item: Mapping[str, Any]) -> Execution:
    """The same as `_execution` of a row, without making one: each step of each call comes by here."""
    known = item.get("known_state")
    texts = [each["S"] for each in item["inputs"]["L"]]
    return Execution(
        contact_id=item["contact_id"]["S"],
        flow_sid=item["flow_sid"]["S"],
        revision=int(item["revision"]["N"]),
        started_at=datetime.fromisoformat(item["started_at"]["S"]),
        inputs=tuple(map(_input, texts)),
        snapshot=ExecutionState.from_json(_content(known["S"])) if known else None,
        is_undone="undone" in item,
        asking=int(item["asking"]["N"]) if "asking" in item else 0,
        is_sealed=any(map(sealing.is_sealed, texts)),
    )


def _execution(row: ExecutionRecord) -> Execution:
    return Execution(
        contact_id=row.contact_id,
        flow_sid=row.flow_sid,
        revision=int(row.revision),
        started_at=row.started_at,
        inputs=tuple(_input(str(text)) for text in row.inputs),
        snapshot=ExecutionState.from_json(_content(row.known_state)) if row.known_state else None,
        is_undone=row.undone is not None,
        asking=int(row.asking or 0),
        is_sealed=any(sealing.is_sealed(str(text)) for text in row.inputs),
    )
