"""A call's first request is kept short, and read back with all that a flow may ask for."""

from chalicelib.aws.settings import settings
from chalicelib.ivr.store import _slim, _whole


def test_what_is_known_otherwise_is_left_out_and_read_back() -> None:
    given = {
        "AccountSid": settings().account_sid, "ApiVersion": "2010-04-01", "CallSid": "CA1",
        "CallStatus": "ringing",
        "From": "+861", "FromCity": "", "Caller": "+861", "CallerCity": "", "To": "400", "Called": "4008",
        "ToZip": "1",
        "CalledZip": "1",
    }  # fmt: skip
    kept = _slim(given)
    assert kept == {
        "CallSid": "CA1", "CallStatus": "ringing", "From": "+861", "To": "400", "Called": "4008", "ToZip": "1"
    }  # fmt: skip
    assert _whole(kept) == {name: value for name, value in given.items() if value}


def test_later_requests_are_kept_as_they_are() -> None:
    assert _slim({"Digits": ""}) == _whole({"Digits": ""}) == {"Digits": ""}
