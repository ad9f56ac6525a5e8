"""Passwords, waiting times and masks: the rules without a table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.people.hashing import hash_password, is_password
from chalicelib.people.operation_log import masking
from chalicelib.people.password_rules import broken_rules
from chalicelib.people.roles import DEFAULT_ROLES
from chalicelib.people.throttle import LONGEST_LOCK_SECONDS, lock_seconds, remembered
from chalicelib.phones import e164
from chalicelib.web import Permission


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short", "min_length"),
        ("x" * 129, "max_length"),
        ("my-agent1-password", "contains_username"),
        ("Password1", "well_known"),
        ("zzzzzzzzzz", "well_known"),
    ],
)
def test_a_weak_password_is_refused_by_name_of_the_rule(password: str, rule: str) -> None:
    assert rule in {broken.rule for broken in broken_rules(password, "agent1")}


def test_a_long_phrase_in_any_script_is_a_good_password() -> None:
    assert broken_rules("正确的马电池订书钉", "agent1") == []


def test_a_hash_knows_its_password_and_no_other() -> None:
    kept = hash_password("courier-2026")
    assert is_password("courier-2026", kept)
    assert not is_password("courier-2027", kept)
    assert not is_password("courier-2026", None)
    assert kept != hash_password("courier-2026")


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [lock_seconds(failures) for failures in range(4, 11)] == [0, 30, 60, 120, 240, 480, 900]
    assert lock_seconds(10_000) == LONGEST_LOCK_SECONDS


def test_old_failures_are_forgotten() -> None:
    now = datetime(2026, 5, 11, tzinfo=UTC)
    assert remembered(7, now - timedelta(minutes=59), now) == 7
    assert remembered(7, now - timedelta(minutes=61), now) == 0


def test_personal_data_is_masked_however_deep_it_lies() -> None:
    before = {
        "name": "王小明",
        "phones": ["+8613800138000"],
        "email": "wang@example.com",
        "card_no": "VIP000001",
        "address": "上海市浦东新区张江路88号",
        "notes": "月结",
        "receiver": {"phone": "+8613900139000"},
        "tier": "vip",
        "password": "secret",
    }
    assert masking.masked(before) == {
        "name": "王**",
        "phones": ["+86138****8000"],
        "email": "w***@example.com",
        "card_no": "*****0001",
        "address": "上海市浦东新****",
        "notes": "(2 characters)",
        "receiver": {"phone": "+86139****9000"},
        "tier": "vip",
        "password": "***",
    }


@given(st.text(min_size=8, max_size=20))
def test_a_masked_phone_never_shows_the_middle(text: str) -> None:
    assert masking.phone(text) == text[:-8] + "****" + text[-4:]


def test_only_what_changed_is_logged() -> None:
    assert masking.differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == (
        {"b": 2, "c": None},
        {"b": 3, "c": 4},
    )


def test_each_default_role_may_do_what_its_work_needs_and_admin_everything() -> None:
    may = {role.name: role.permissions for role in DEFAULT_ROLES}
    assert may["admin"] == frozenset(Permission)
    assert Permission.FLOOR_VIEW not in may["agent"]
    assert may["supervisor"] - may["agent"] >= {Permission.FLOOR_VIEW, Permission.CONTACTS_READ_ALL}
    assert may["manager"] > may["supervisor"]
    assert Permission.USERS_WRITE not in may["manager"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013-8000", "+8613800138000"),
        ("+8613800138000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("sip:+8613800138000@gw1.example:5060", "+8613800138000"),
        ("021-58881234", "+862158881234"),
        ("+1 415 555 2671", "+14155552671"),
        ("anonymous", None),
        ("12", None),
        ("", None),
    ],
)
def test_a_number_however_written_is_kept_as_e164(written: str, number: str | None) -> None:
    assert e164(written) == number
