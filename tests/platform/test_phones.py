"""Telephone numbers: what is told without the library is what the library tells."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import phones
from chalicelib.phones import e164

LIKELY = st.from_regex(r"(\+?86|\+1|\+|00)?0?1?[0-9]{6,12}", fullmatch=True)


@settings(max_examples=500)
@given(LIKELY, st.sampled_from(["CN", "US"]))
def test_a_number_is_the_same_with_and_without_the_library(text: str, region: str) -> None:
    assert e164(text, region) == phones._looked_up(text, region)


@given(st.from_regex(phones._PLAIN, fullmatch=True))
def test_every_plain_number_is_one_to_the_library(text: str) -> None:
    if text.isascii():
        assert phones._looked_up(text, "CN") == text


def test_a_number_is_read_from_an_address() -> None:
    assert e164("sip:+8613800138000@gw;user=phone") == "+8613800138000"
    assert e164("138 0013 8000") == e164("13800138000") == "+8613800138000"
    assert e164("anonymous") is None
