"""Secrets in rows."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ivr.sealing import BrokenSeal, is_sealed, seal, unseal

KEY = "k" * 40


@given(st.text())
def test_what_is_sealed_comes_back(text):
    sealed = seal(KEY, text, os.urandom(16))
    assert is_sealed(sealed)
    assert unseal(KEY, sealed) == text


def test_the_same_secret_looks_different_each_time():
    assert seal(KEY, "1234", os.urandom(16)) != seal(KEY, "1234", os.urandom(16))
    assert "1234" not in seal(KEY, "1234", os.urandom(16))


def test_another_key_or_a_changed_text_is_refused():
    sealed = seal(KEY, "1234", os.urandom(16))
    with pytest.raises(BrokenSeal):
        unseal("other", sealed)
    with pytest.raises(BrokenSeal):
        unseal(KEY, sealed[:-8] + "AAAAAAA=")
