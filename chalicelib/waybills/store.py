"""Reading and writing waybills."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import iso, transaction
from chalicelib.people import stage_audit
from chalicelib.waybills.records import WaybillRecord
from chalicelib.waybills.waybill import Party, Status, TrackingEvent, Waybill
from chalicelib.web import Identity

LATEST = 50


def fetch(digits: str) -> Waybill | None:
    """The waybill with its events, in one read; None if there is none."""
    try:
        return _waybill(WaybillRecord.get(digits, consistent_read=True))
    except DoesNotExist:
        return None


def fetch_many(digits: Iterable[str]) -> dict[str, Waybill]:
    """Those of these waybills that exist, by their digits."""
    wanted = sorted(set(digits))
    found = WaybillRecord.batch_get(wanted, consistent_read=True)
    return {record.digits: _waybill(record) for record in found}


def of_customer(customer_id: str, limit: int = LATEST) -> list[Waybill]:
    """A customer's waybills, the one last heard of first."""
    found = WaybillRecord.by_customer.query(customer_id, scan_index_forward=False, limit=limit)
    return [_waybill(record) for record in found]


def of_phone(phone: str, limit: int = LATEST) -> list[Waybill]:
    """What an E.164 number sent or receives, the one last heard of first."""
    sent = WaybillRecord.by_sender.query(phone, scan_index_forward=False, limit=limit)
    received = WaybillRecord.by_receiver.query(phone, scan_index_forward=False, limit=limit)
    found = {record.digits: _waybill(record) for record in (*sent, *received)}
    return sorted(found.values(), key=lambda waybill: waybill.updated_at, reverse=True)[:limit]


def replace(before: Waybill | None, after: Waybill, action: str, by: Identity | None, now: datetime) -> None:
    """Write one waybill; TransactionLost if somebody wrote it since `before` was read."""
    with transaction() as t:
        _stage(t, after)
        if by:
            was = _facts(before) if before else None
            stage_audit(t, by, action, f"waybill:{after.number}", was, _facts(after), now)


def replace_all(waybills: Collection[Waybill]) -> None:
    """Write up to 100 waybills, all or none; TransactionLost if any was written since it was read."""
    with transaction() as t:
        for waybill in waybills:
            _stage(t, waybill)


def _stage(t: Any, waybill: Waybill) -> None:
    is_same = (
        WaybillRecord.version == waybill.version if waybill.version else WaybillRecord.digits.does_not_exist()
    )
    t.save(_record(waybill), condition=is_same)


def _facts(waybill: Waybill) -> dict[str, Any]:
    return {
        "number": waybill.number, "status": str(waybill.status), "event_count": len(waybill.events),
        "customer_id": waybill.customer_id, "service": waybill.service,
        "sender": vars(waybill.sender), "receiver": vars(waybill.receiver),
    }  # fmt: skip


def _waybill(record: WaybillRecord) -> Waybill:
    return Waybill(
        number=record.number,
        sender=Party(record.sender_name, record.sender_phone, record.sender_city),
        receiver=Party(record.receiver_name, record.receiver_phone, record.receiver_city),
        created_at=record.created_at,
        customer_id=record.customer_id,
        service=record.service,
        promised_at=record.promised_at,
        events=tuple(_event(kept) for kept in record.events),
        version=int(record.version),
    )


def _record(waybill: Waybill) -> WaybillRecord:
    return WaybillRecord(
        waybill.digits, number=waybill.number, sender_name=waybill.sender.name,
        sender_phone=waybill.sender.phone, sender_city=waybill.sender.city,
        receiver_name=waybill.receiver.name, receiver_phone=waybill.receiver.phone,
        receiver_city=waybill.receiver.city, customer_id=waybill.customer_id, service=waybill.service,
        status=waybill.status, created_at=waybill.created_at, updated_at=waybill.updated_at,
        promised_at=waybill.promised_at, events=[_kept(event) for event in waybill.events],
        version=waybill.version + 1,
    )  # fmt: skip


def _event(kept: dict[str, str]) -> TrackingEvent:
    words: dict[str, Any] = dict(kept)
    words.update(at=datetime.fromisoformat(kept["at"]), status=Status(kept["status"]))
    return TrackingEvent(**words)


def _kept(event: TrackingEvent) -> dict[str, str]:
    kept = {name: value for name, value in vars(event).items() if value}
    return {**kept, "at": iso(event.at), "status": str(event.status)}
