"""The demo courier as CSV files, the kind that a customer of Trunkline would import."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.demo.courier import Courier, DemoCustomer, DemoWaybill

CUSTOMER_HEADER = (
    "电话号码", "姓名", "卡号", "性别", "联系地址", "邮箱", "用户类型", "客户级别", "语言", "备注",
)  # fmt: skip
WAYBILL_HEADER = (
    "number", "sender_name", "sender_phone", "sender_city", "receiver_name", "receiver_phone",
    "receiver_city", "service", "created_at", "promised_at",
)  # fmt: skip
EVENT_HEADER = ("number", "at", "status", "city", "site", "description", "description_en", "courier")


@dataclass(frozen=True)
class DemoFiles:
    """Where the three files are."""

    customers: Path
    waybills: Path
    events: Path


def write_files(demo: Courier, folder: Path) -> DemoFiles:
    """Write customers.csv, waybills.csv and events.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    files = DemoFiles(folder / "customers.csv", folder / "waybills.csv", folder / "events.csv")
    _write(files.customers, CUSTOMER_HEADER, (_customer(each) for each in demo.customers))
    _write(files.waybills, WAYBILL_HEADER, (_waybill(each) for each in demo.waybills))
    _write(files.events, EVENT_HEADER, (row for each in demo.waybills for row in _events(each)))
    return files


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    # The BOM lets Excel open the Chinese correctly.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _customer(one: DemoCustomer) -> Sequence[str]:
    return (
        one.phone, one.name, one.card_no, one.gender, one.address, one.email, one.user_types, one.tier,
        one.language, one.notes,
    )  # fmt: skip


def _waybill(one: DemoWaybill) -> Sequence[str]:
    sender, receiver = one.sender, one.receiver
    return (
        one.number, sender[0], sender[1], sender[2].name, receiver[0], receiver[1], receiver[2].name,
        one.service, one.created_at.isoformat(), one.promised_at.isoformat(),
    )  # fmt: skip


def _events(one: DemoWaybill) -> Iterable[Sequence[str]]:
    yield one.number, one.created_at.isoformat(), "created", one.sender[2].name, "", "已下单", "Ordered", ""
    for stop in one.stops:
        at = stop.at.isoformat()
        yield one.number, at, stop.status, stop.city.name, stop.site, stop.zh, stop.en, stop.courier
