"""Telephone numbers: what is told without the library is what the library tells."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import phones
from chalicelib.phones import e164

LIKELY = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "+86", "86", "+1", "+", "00", "0086"]),
    st.sampled_from(["", "1", "0", "13", "10", "21", "755", "400", "800"]),
    st.integers(10**5, 10**12),
)


@settings(max_examples=300, deadline=None)
@given(LIKELY, st.sampled_from(["CN", "US"]))
def test_a_number_is_the_same_with_and_without_the_library(text: str, region: str) -> None:
    assert e164(text, region) == phones._looked_up(text, region)


@settings(deadline=None)
@given(LIKELY)
def test_every_plain_number_is_one_to_the_library(text: str) -> None:
    if phones._PLAIN.fullmatch(text):
        assert phones._looked_up(text, "CN") == text


def test_a_number_is_read_from_an_address() -> None:
    assert e164("sip:+8613800138000@gw;user=phone") == "+8613800138000"
    assert e164("138 0013 8000") == e164("13800138000") == "+8613800138000"
    assert e164("anonymous") is None
