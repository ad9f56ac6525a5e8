"""Agents' legs: opened once per reservation, moved on by conditional writes."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib import contacts
from chalicelib.aws.tables import transaction
from chalicelib.calls.leg import Leg, LegState, Party
from chalicelib.calls.records import LegRecord
from chalicelib.contacts import ContactState, Event
from chalicelib.problems import TransactionLost

_KEPT = timedelta(days=1)
_CONDITION_FAILED = "ConditionalCheckFailedException"


def open_leg(leg: Leg) -> bool:
    """Write a new leg; False when the reservation has one already, whatever became of it."""
    row = LegRecord(
        reservation_sid=leg.reservation_sid,
        contact_id=leg.contact_id,
        task_sid=leg.task_sid,
        worker_sid=leg.worker_sid,
        queue=leg.queue,
        state=leg.state.value,
        offered_at=leg.offered_at,
        expires_at=leg.expires_at,
        forgotten_at=leg.offered_at + _KEPT,
    )
    try:
        row.save(condition=LegRecord.reservation_sid.does_not_exist())
    except PutError as error:
        if error.cause_response_code == _CONDITION_FAILED:
            return False
        raise
    return True


def find_leg(reservation_sid: str) -> Leg | None:
    """The leg of a reservation, or None."""
    try:
        return _leg(LegRecord.get(reservation_sid, consistent_read=True))
    except DoesNotExist:
        return None


def note_call(reservation_sid: str, call_sid: str) -> bool:
    """Remember the leg's call sid; False when the leg is over, so that the call must be ended."""
    actions = [LegRecord.call_sid.set(call_sid)]
    return _update(reservation_sid, actions, LegRecord.state != LegState.ENDED.value)


def close_offer(reservation_sid: str) -> bool:
    """End a leg that nobody answered; False when it was answered or over."""
    actions = [LegRecord.state.set(LegState.ENDED.value)]
    return _update(reservation_sid, actions, LegRecord.state == LegState.OFFERED.value)


def note_ending(reservation_sid: str, by: Party) -> None:
    """Remember who asked for the end of the talk, before the carrier is told; the first one counts."""
    actions = [LegRecord.ended_by.set(by.value)]
    _update(reservation_sid, actions, LegRecord.ended_by.does_not_exist())


def add_joined(reservation_sid: str, party: Party, conference_sid: str) -> Leg:
    """A party has entered the conference. Returns the leg as it stands after that."""
    row = LegRecord(reservation_sid)
    row.update(
        actions=[LegRecord.joined.add({party.value}), LegRecord.conference_sid.set(conference_sid)],
        condition=LegRecord.reservation_sid.exists(),
    )
    return _leg(row)


def move_leg(
    leg: Leg,
    to: LegState,
    *events: Event,
    contact_in: tuple[ContactState, ...],
    if_fields: Mapping[str, Any] | None = None,
    leg_changes: Mapping[str, Any] | None = None,
    **changes: Any,
) -> bool:
    """Leg, contact and log in one write: `leg` must still be in the state in which it was read and the
    contact in one of `contact_in`. False when either was not, and then nothing is written."""
    moved = {"state": to.value, **(leg_changes or {})}
    try:
        with transaction() as writes:
            _stage_leg(writes, leg, moved)
            contacts.stage_change(writes, leg.contact_id, if_state=contact_in, if_fields=if_fields, **changes)
            contacts.stage(writes, *events)
    except TransactionLost:
        return False
    return True


def _stage_leg(writes: TransactWrite, leg: Leg, changes: Mapping[str, Any]) -> None:
    writes.update(
        LegRecord(leg.reservation_sid),
        actions=[getattr(LegRecord, name).set(value) for name, value in changes.items()],
        condition=LegRecord.state == leg.state.value,
    )


def _update(reservation_sid: str, actions: list[Any], condition: Condition) -> bool:
    known = LegRecord.reservation_sid.exists()
    try:
        LegRecord(reservation_sid).update(actions=actions, condition=known & condition)
    except UpdateError as error:
        if error.cause_response_code == _CONDITION_FAILED:
            return False
        raise
    return True


def _leg(row: LegRecord) -> Leg:
    values = {f.name: getattr(row, f.name) for f in fields(Leg)}
    values["state"] = LegState(row.state)
    values["joined"] = frozenset(row.joined or ())
    values["ended_by"] = Party(row.ended_by) if row.ended_by else None
    return Leg(**values)
