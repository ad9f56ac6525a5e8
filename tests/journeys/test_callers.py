"""Where SIPp cannot play audio, the built-in caller follows the same scripts and keeps what it hears."""

import wave

import pytest

from cli.journey import own_caller, sipp
from cli.journey.rtp_script import Keys, Wait

CALLER = "+8613900000071"


def test_the_built_in_caller_presses_keys_and_keeps_what_it_hears(center, tmp_path):
    caller = ring(center, tmp_path, [Wait(2), Keys("2"), Wait(4)], hangs_up_after=7)
    caller.wait(60)
    said = center.carrier.transcript(CALLER)
    assert ("digits", "2") in said
    assert any("press 1" in text for _, text in said)
    with wave.open(str(caller.heard)) as heard:
        assert heard.getnframes() > 3 * heard.getframerate()


def test_the_built_in_caller_says_goodbye_when_dropped(center, tmp_path, eventually):
    caller = ring(center, tmp_path, [Wait(60)])
    try:
        eventually(lambda: center.carrier.calls(CALLER), 30)
    finally:
        caller.kill()
    eventually(lambda: not center.carrier.calls(CALLER), 5, "the carrier still has the call")


def ring(center, folder, script, **options):
    """The built-in caller through the gateway."""
    return own_caller.ring(center.sip_uri, script, folder, CALLER, {"X-Gateway": "gw-1"}, **options)


@pytest.mark.parametrize(("user", "trouble"), [(0, None), (1000, "needs root")])
def test_sipp_is_used_only_where_it_can_play_audio(monkeypatch, user, trouble):
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/sipp")
    monkeypatch.setattr("os.geteuid", lambda: user)
    said = sipp.is_available()
    assert (said is None) if trouble is None else (trouble in said)
