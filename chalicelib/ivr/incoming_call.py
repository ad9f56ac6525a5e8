"""A call comes in: its contact is made, and the flow, queue or refusal that is meant for it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib import calls, contacts
from chalicelib.carrier import Hangup, Instruction, Reject, Say
from chalicelib.contacts import Event, EventType, NewContact
from chalicelib.ivr import answering, caller_store, entry_store, flow_store
from chalicelib.ivr.caller_store import Known
from chalicelib.ivr.definition import Flow, flow_sid
from chalicelib.ivr.entry import Number, dialled, period_at
from chalicelib.ivr.entry_rules import (
    Announce,
    Entry,
    Incoming,
    JoinQueue,
    ListedCaller,
    Question,
    Refuse,
    RunFlow,
    decide,
)
from chalicelib.ivr.execution import Input, InputKind
from chalicelib.phones import e164
from chalicelib.problems import NotFound

_NO_MOBILES: Sequence[Instruction] = (
    Say("您好，800 电话不支持手机拨打，请使用固定电话，或拨打我们的 400 电话。", language="zh-CN"),
    Say("This freephone number cannot be reached from a mobile phone.", language="en-US"),
    Hangup(),
)
# What a number's own settings decide is seen from the contact; these are told in its log.
_TOLD = {None, Question.NUMBER_KIND, Question.CALLER}


def take_in(contact_id: str, params: Mapping[str, str], now: datetime) -> Sequence[Instruction]:
    """Decide on the call, note it, and answer it; the same call again is told the same. NotFound when nobody
    answers its number."""
    caller = params.get("From", "")
    known = caller_store.known_of(params.get("To", ""), e164(caller) or dialled(caller))
    number, listed = known.number, known.listed
    if number is None:
        raise NotFound("nobody answers this number: no flow is set for it")
    new = _new_contact(contact_id, params, number)
    entry = _entry(number, new, known, now)
    flow = _flow_named(entry.decision.name) if isinstance(entry.decision, RunFlow) else None
    contacts.start(replace(new, flow=flow.name) if flow else new, now)
    if entry.by in _TOLD:
        contacts.record(_told(new, entry, listed, now))
    if flow:
        return answering.begin(contact_id, flow, Input(InputKind.START, now, dict(params)))
    match entry.decision:
        case Refuse():
            return (Reject(),)
        case JoinQueue(queue):
            return answering.straight_to(contact_id, queue, now)
    return _NO_MOBILES


def fallback_queue(contact_id: str, params: Mapping[str, str], now: datetime) -> str | None:
    """Where a caller goes whose flow failed, perhaps before they had a contact."""
    number = entry_store.find_number(params.get("To", ""))
    if contacts.find(contact_id) is None:
        contacts.start(_new_contact(contact_id, params, number), now)
    return number.fallback_queue if number else None


def _entry(number: Number, new: NewContact, known: Known, now: datetime) -> Entry:
    period = period_at(entry_store.calendar_named(number.calendar), now)
    call = Incoming(number, new.from_number, period, known.listed, new.trunk)
    entry = decide(call, known.plan)
    if entry is None:
        raise NotFound(f"number {number.number} has no flow for {period}")
    return entry


def _told(new: NewContact, entry: Entry, listed: ListedCaller | None, now: datetime) -> Event:
    match entry.decision:
        case RunFlow(name):
            outcome, to = "flow", name
        case JoinQueue(queue):
            outcome, to = "queue", queue
        case Announce():
            outcome, to = "announcement", ""
        case Refuse():
            outcome, to = "rejected", ""
    data = {"by": entry.by.value if entry.by else "black_list", "outcome": outcome}
    data |= {"to": to} if to else {}
    # Whose entry it was matters where the caller decided; a prefix tells more than the number itself.
    data |= {"list": listed.kind.value, "entry": listed.number} if listed else {}
    return Event(f"{new.call_sid}:entry", EventType.ENTRY_DECIDED, now, new.contact_id, data=data)


def _flow_named(name: str) -> Flow:
    flow = flow_store.flow_named(name, flow_sid(name))
    if flow is None:
        raise NotFound(f"there is no flow {name}")
    return flow


def _new_contact(contact_id: str, params: Mapping[str, str], number: Number | None) -> NewContact:
    arrival = calls.arrival(params)
    caller = params.get("From", "")
    return NewContact(
        contact_id=contact_id,
        from_number=e164(caller) or dialled(caller),
        to_number=number.number if number else dialled(params.get("To", "")),
        call_sid=params.get("CallSid", ""),
        access=arrival.access,
        trunk=arrival.trunk,
        gateway=arrival.gateway,
        span=arrival.span,
        is_overflow=arrival.is_overflow,
    )
