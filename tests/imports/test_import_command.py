"""`trunkline import`: good rows land, bad ones are listed with line, field and reason."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from chalicelib import customers, people, waybills
from chalicelib.waybills import Status
from cli.imports import app

CUSTOMERS = """电话号码,姓名,卡号,性别,联系地址,邮箱,用户类型,客户级别,语言,备注
13800138000,王小明,VIP000001,男,上海市浦东新区,wang@example.com,电话;网站,VIP,中文,月结
139-0013-9000;02158881234,李娜,,女,,,短信,普通,英文,
"""
WAYBILLS = """number,sender,sender_phone,sender_city,receiver,receiver_phone,receiver_city,created_at
100200300400,锦绣茶行,13757100001,杭州,王小明,13800138000,上海,2026-05-10 08:00
TL1002003004012,李娜,13900139000,上海,赵倩,13601234567,北京,2026-05-09T10:00:00+08:00
"""
EVENTS = """运单号,时间,状态,城市,网点,描述
100200300400,2026/05/10 20:00,运输中,杭州,杭州转运中心,已发出
100200300400,2026-05-10 09:30,已揽收,杭州,杭州滨江营业部,已揽收
1002003004012,2026-05-10 09:00,delivered,北京,,已签收
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "waybills.csv").write_text(WAYBILLS)
    (tmp_path / "events.csv").write_text(EVENTS)
    return tmp_path


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def _summary(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.mark.covers("CRM-02")
def test_customers_are_imported_with_every_field(tables: Any, files: Path) -> None:
    result = _run("customers", files / "customers.csv", "--json")
    assert result.exit_code == 0, result.output
    assert _summary(result)[0]["created"] == 2
    wang = customers.by_phone("13800138000")
    assert wang is not None
    assert (wang.name, wang.card_no, wang.gender, wang.tier) == ("王小明", "VIP000001", "male", "vip")
    assert (wang.email, wang.notes, sorted(wang.user_types)) == (
        "wang@example.com",
        "月结",
        ["telephone", "web"],
    )
    li = customers.by_phone("021-58881234")
    assert li is not None
    assert (li.phone, li.language) == ("+8613900139000", "en")


@pytest.mark.covers("WB-01", "WB-02")
def test_waybills_and_events_are_imported_and_belong_to_the_customer(tables: Any, files: Path) -> None:
    _run("customers", files / "customers.csv")
    result = _run("waybills", files / "waybills.csv", "--events", files / "events.csv", "--json")
    assert result.exit_code == 0, result.output
    assert [(each["kind"], each["rows"]) for each in _summary(result)] == [("waybills", 2), ("events", 3)]
    parcel = waybills.fetch("100200300400")
    assert [event.status for event in parcel.events] == [Status.PICKED_UP, Status.IN_TRANSIT]
    # A time without an offset is the center's: 20:00 in Shanghai.
    assert parcel.updated_at == datetime(2026, 5, 10, 12, 0, tzinfo=UTC)
    wang = customers.by_phone("13800138000")
    assert wang is not None
    assert [each.number for each in waybills.of_customer(wang.customer_id)] == ["100200300400"]
    assert waybills.fetch("1002003004012").status is Status.DELIVERED


def test_importing_again_changes_nothing_and_a_newer_file_updates(tables: Any, files: Path) -> None:
    every = ("waybills", files / "waybills.csv", "--events", files / "events.csv", "--json")
    _run("customers", files / "customers.csv")
    _run(*every)
    before = [waybills.fetch("100200300400"), customers.by_phone("13800138000")]
    again = [*_summary(_run("customers", files / "customers.csv", "--json")), *_summary(_run(*every))]
    assert [(each["created"], each["updated"], each["unchanged"]) for each in again] == [
        (0, 0, 2),
        (0, 0, 2),
        (0, 0, 3),
    ]
    assert [waybills.fetch("100200300400"), customers.by_phone("13800138000")] == before
    newer = CUSTOMERS.replace("上海市浦东新区", "北京市朝阳区")
    (files / "customers.csv").write_text(newer)
    result = _summary(_run("customers", files / "customers.csv", "--json"))[0]
    assert (result["updated"], result["unchanged"]) == (1, 1)
    moved = customers.by_phone("13800138000")
    assert moved is not None
    assert (moved.address, moved.name) == ("北京市朝阳区", "王小明")


def test_good_rows_land_and_bad_ones_are_listed_by_line_field_and_reason(tables: Any, files: Path) -> None:
    broken = (
        CUSTOMERS
        + "12,短号\n"
        + "13700137000,赵六,,不明\n"
        + '13600136000,"钱七\n'
        + "13500135000,孙八,,,,not-mail\n"
        + ",没有电话\n"
        + "13400134000,周九,VIP000001\n"
        + "13300133000,吴十\n"
    )
    (files / "customers.csv").write_text(broken)
    result = _run("customers", files / "customers.csv", "--json")
    assert result.exit_code == 1
    summary = _summary(result)[0]
    assert [(bad["line"], bad["field"]) for bad in summary["bad_rows"]] == [
        (4, "phones"),
        (5, "gender"),
        (6, ""),
        (7, "email"),
        (8, "phones"),
    ]
    assert all(bad["reason"] for bad in summary["bad_rows"])
    # Line 9 has the card of 王小明: it is the same person, with one more number.
    assert summary["created"] + summary["updated"] == 4
    assert customers.by_phone("13300133000") is not None
    assert customers.by_phone("13400134000") == customers.by_phone("13800138000")
    shown = _run("customers", files / "customers.csv").stdout
    assert "not a telephone number" in shown


def test_bad_waybills_and_events_are_listed(tables: Any, files: Path) -> None:
    (files / "waybills.csv").write_text(WAYBILLS + "12345,,,,,,,2026-05-10\n100200300499,,,,,,,someday\n")
    (files / "events.csv").write_text(
        EVENTS + "999999999999,2026-05-10 09:00,delivered\n100200300400,2026-05-10 09:00,flying\n"
    )
    result = _run("waybills", files / "waybills.csv", "--events", files / "events.csv", "--json")
    assert result.exit_code == 1
    of_waybills, of_events = _summary(result)
    assert [(bad["line"], bad["field"]) for bad in of_waybills["bad_rows"]] == [
        (4, "number"),
        (5, "created_at"),
    ]
    assert [(bad["line"], bad["field"]) for bad in of_events["bad_rows"]] == [(5, "number"), (6, "status")]
    assert (of_waybills["created"], of_events["updated"]) == (2, 3)


def test_a_gb18030_file_from_a_chinese_excel_is_read(tables: Any, files: Path) -> None:
    (files / "customers.csv").write_bytes(CUSTOMERS.encode("gb18030"))
    summary = _summary(_run("customers", files / "customers.csv", "--json"))[0]
    assert (summary["encoding"], summary["created"]) == ("gb18030", 2)
    wang = customers.by_phone("13800138000")
    assert wang is not None
    assert wang.name == "王小明"


def test_a_file_that_is_no_such_table_is_refused_and_nothing_is_written(tables: Any, files: Path) -> None:
    result = _run("customers", files / "events.csv")
    assert result.exit_code == 2
    assert "has no column for phones" in result.stderr
    assert customers.search(now=datetime.now(UTC))[0] == []


def test_rows_about_one_person_in_one_file_make_one_customer_and_the_last_word_counts(
    tables: Any, files: Path
) -> None:
    rows = "".join(f"13800138000,王{count}\n" for count in range(20))
    (files / "customers.csv").write_text("phone,name\n" + rows)
    assert _run("customers", files / "customers.csv").exit_code == 0
    found, _ = customers.search(now=datetime.now(UTC))
    assert [each.name for each in found] == ["王19"]


@pytest.mark.covers("ADM-05")
def test_an_import_stands_in_the_operation_log_as_one_row(tables: Any, files: Path) -> None:
    _run("customers", files / "customers.csv")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    rows, _ = people.entries_of(today, "importer")
    assert [(row.action, row.after["created"]) for row in rows] == [("customers.imported", 2)]
