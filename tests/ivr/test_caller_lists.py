"""Whose entry a caller is: their own number's, else that of the longest prefix."""

import pytest

from chalicelib.ivr import caller_store
from chalicelib.ivr.entry_rules import ListedCaller, ListKind

ENTRIES = (
    "+8613800138000", "+86138*", "+8613800*", "+8613800138001*", "+86139*", "+852*", "10086", "100*", "138*",
)  # fmt: skip


@pytest.mark.usefixtures("tables")
def test_the_own_entry_counts_else_that_of_the_longest_prefix() -> None:
    for number in ENTRIES:
        caller_store.put_caller(ListedCaller(number, ListKind.WHITE, "vip"))
    assert [one.number for one in caller_store.listed_callers()] == sorted(ENTRIES)
    found = {
        "+8613800138000": "+8613800138000", "+8613800138001": "+8613800138001*", "10086": "10086",
        "+8613800200000": "+8613800*", "+8613811111111": "+86138*", "+8613911111111": "+86139*",
        "+8613711111111": None, "+85212345678": "+852*", "10010": "100*", "100": "100*", "13": None, "": None,
        "13800138000": "138*",
    }  # fmt: skip
    for caller, number in found.items():
        listed = caller_store.known_of("4008888888", caller).listed
        assert (listed.number if listed else None) == number, caller
    for number in ENTRIES:
        assert caller_store.caller_named(number) is not None
        caller_store.remove_caller(number)
    assert caller_store.listed_callers() == []
