"""G.711 by known values and by round trip."""

import shutil
import subprocess

import numpy as np
import pytest

from sandbox.carrier.media import rms, tone
from sandbox.carrier.media.g711 import Law, decode, encode

RAMP = np.arange(-32768, 32768).astype(np.int16)


@pytest.mark.parametrize(
    ("law", "sample", "code"),
    [
        # ITU-T G.711 tables 1a to 2b: zero, the smallest steps, the ends of the scale.
        (Law.A, 0, 0xD5),
        (Law.A, -8, 0x55),
        (Law.A, 1000, 0xFA),
        (Law.A, -1000, 0x7A),
        (Law.A, 32767, 0xAA),
        (Law.A, -32768, 0x2A),
        (Law.U, 0, 0xFF),
        (Law.U, 1000, 0xCE),
        (Law.U, -1000, 0x4E),
        (Law.U, 32767, 0x80),
        (Law.U, -32768, 0x00),
    ],
)
def test_samples_become_the_codes_of_the_standard(law: Law, sample: int, code: int) -> None:
    assert encode(np.array([sample], dtype=np.int16), law) == bytes([code])


@pytest.mark.parametrize("law", list(Law))
def test_every_code_survives_a_round_trip(law: Law) -> None:
    codes = bytes(range(256))
    values = decode(codes, law)
    assert np.array_equal(decode(encode(values, law), law), values)


@pytest.mark.parametrize("law", list(Law))
def test_no_sample_changes_its_sign_or_moves_further_than_half_a_step(law: Law) -> None:
    back = decode(encode(RAMP, law), law).astype(int)
    loud = np.abs(RAMP.astype(int)) > 16
    assert np.all(np.sign(back[loud]) == np.sign(RAMP[loud]))
    error = np.abs(back - RAMP)
    assert np.all(error <= np.maximum(16, np.abs(RAMP.astype(int)) / 16))


@pytest.mark.parametrize("law", list(Law))
def test_a_tone_keeps_a_signal_to_noise_ratio_of_a_telephone_line(law: Law) -> None:
    sound = tone(1004, 1.0)
    noise = decode(encode(sound, law), law).astype(int) - sound
    assert 20 * np.log10(rms(sound) / rms(noise.astype(np.int16))) > 35


@pytest.mark.skipif(not shutil.which("sox"), reason="sox is not installed (apt-get install sox)")
@pytest.mark.parametrize(("law", "name"), [(Law.A, "a-law"), (Law.U, "mu-law")])
def test_sox_reads_every_code_as_we_do(law: Law, name: str) -> None:
    command = f"sox -t raw -r 8000 -e {name} -c 1 - -t raw -e signed -b 16 -L -".split()
    theirs = np.frombuffer(
        subprocess.run(command, input=bytes(range(256)), capture_output=True).stdout, "<i2"
    )
    assert np.array_equal(theirs, decode(bytes(range(256)), law))
