"""Only the carrier may call a webhook."""

import base64
import hashlib
import hmac

import pytest
from twilio.request_validator import RequestValidator

from chalicelib.carrier import is_genuine, sign, signed_url, webhook_url
from chalicelib.carrier.signature import Keys, is_from_carrier

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


SHARED = Keys(TOKEN, "webhooks_sharedkey_1", "s" * 40)
NAMED = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


def test_a_shared_key_signs_with_sha256_as_the_carriers_own_library_does():
    signature = RequestValidator(SHARED.shared_key_secret).compute_signature(URL, _Form(FORM), "HMAC_SHA256")
    assert is_from_carrier(SHARED, URL, FORM, signature, NAMED)
    assert is_from_carrier(SHARED, URL, FORM, signature, " algorithm=hmac_sha256 , key=webhooks_sharedkey_1")
    assert not is_from_carrier(SHARED, URL, FORM | {"Digits": ["2"]}, signature, NAMED)
    assert not is_from_carrier(SHARED, URL, FORM, signature)


@pytest.mark.parametrize("named", ["", "key=webhooks_sharedkey_1", "algorithm=HMAC_SHA1"])
def test_without_a_word_about_the_algorithm_the_accounts_token_counts(named):
    assert is_from_carrier(SHARED, URL, FORM, sign(TOKEN, URL, FORM), named)


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        (SHARED, NAMED.replace("key_1", "key_2")),
        (SHARED, "algorithm=HMAC_SHA256"),
        (SHARED, NAMED.replace("SHA256", "MD5")),
        (Keys(TOKEN), NAMED),
        (Keys(TOKEN, "", "s" * 40), "key=,algorithm=HMAC_SHA256"),
        (Keys(TOKEN, "webhooks_sharedkey_1"), NAMED),
    ],
)
def test_a_key_or_algorithm_that_is_not_ours_is_never_genuine(keys, named):
    for secret in ("s" * 40, TOKEN, ""):
        for digest in ("sha1", "sha256"):
            assert not is_from_carrier(keys, URL, FORM, sign(secret, URL, FORM, digest), named)


class _Form(dict):
    """A form whose names may repeat, in the shape the carrier's library reads."""

    def getlist(self, name):
        return self[name]
