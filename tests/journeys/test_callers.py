"""Where SIPp cannot play audio, the built-in caller follows the same scripts and keeps what it hears."""

import wave

import pytest

from cli.journey import own_caller, sipp
from cli.journey.rtp_script import Keys, Wait

CALLER = "+8613900000071"


def test_the_built_in_caller_presses_keys_keeps_what_it_hears_and_says_goodbye_when_dropped(
    center, tmp_path, eventually
):
    script = [Wait(2), Keys("2"), Wait(60)]
    caller = own_caller.ring(center.sip_uri, script, tmp_path, CALLER, {"X-Gateway": "gw-1"})
    try:
        carrier = center.carrier
        eventually(lambda: ("digits", "2") in carrier.transcript(CALLER), 30)
        eventually(lambda: any("press 1" in text for _, text in carrier.transcript(CALLER)), 10)
        assert carrier.calls(CALLER)
    finally:
        caller.kill()
    eventually(lambda: not carrier.calls(CALLER), 5, "the carrier still has the call")
    with wave.open(str(caller.heard)) as heard:
        assert heard.getnframes() > heard.getframerate()


@pytest.mark.parametrize(("user", "trouble"), [(0, None), (1000, "needs root")])
def test_sipp_is_used_only_where_it_can_play_audio(monkeypatch, user, trouble):
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/sipp")
    monkeypatch.setattr("os.geteuid", lambda: user)
    said = sipp.is_available()
    assert (said is None) if trouble is None else (trouble in said)
