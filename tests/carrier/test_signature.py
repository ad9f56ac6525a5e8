"""Only the carrier may call a webhook."""

import base64
import hashlib
import hmac

import pytest

from chalicelib.carrier import is_genuine, sign, signed_url, webhook_url

TOKEN = "t" * 32
URL = "https://center.example/api/voice/flow?c=CT1&n=3"
FORM = {"CallSid": ["CA1"], "Digits": ["1"], "Tag": ["b", "a", "b"], "Empty": [""]}


def test_the_signature_is_an_hmac_of_the_url_and_each_distinct_value_in_order():
    said = URL + "CallSidCA1" + "Digits1" + "Empty" + "Taga" + "Tagb"
    expected = base64.b64encode(hmac.digest(TOKEN.encode(), said.encode(), hashlib.sha1)).decode()
    assert sign(TOKEN, URL, FORM) == expected
    assert is_genuine(TOKEN, URL, FORM, expected)


@pytest.mark.parametrize(
    ("token", "url", "form"),
    [
        ("other" * 6, URL, FORM),
        (TOKEN, URL.replace("n=3", "n=4"), FORM),
        (TOKEN, URL, FORM | {"Digits": ["2"]}),
        (TOKEN, URL, FORM | {"Extra": ["x"]}),
        (TOKEN, URL, {name: values for name, values in FORM.items() if name != "Digits"}),
    ],
)
def test_another_key_address_or_value_is_not_genuine(token, url, form):
    assert not is_genuine(token, url, form, sign(TOKEN, URL, FORM))


def test_no_signature_and_no_token_are_never_genuine():
    assert not is_genuine(TOKEN, URL, FORM, "")
    assert not is_genuine("", URL, FORM, sign("", URL, FORM))


def test_an_address_we_hand_out_is_rebuilt_exactly_from_its_decoded_query():
    handed = webhook_url("/voice/flow", n=3, c="CT 1&二")
    address, _, overrides = handed.partition("#")
    assert address == signed_url("/voice/flow", {"n": ["3"], "c": ["CT 1&二"]})
    assert address.endswith("/voice/flow?c=CT%201%26%E4%BA%8C&n=3")
    assert overrides == "ct=2000&rc=2&rp=ct,5xx"
