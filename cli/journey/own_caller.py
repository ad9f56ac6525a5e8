"""The built-in caller, for machines where SIPp cannot play audio; it keeps what it hears."""

import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.journey.rtp_script import Keys, Line, Tone, Wait

_LONGEST_STAY_SECONDS = 120
_KEY_SECONDS = 0.32


@dataclass
class OwnCaller:
    """A process of the sandbox's SIP agent with one call."""

    process: "subprocess.Popen[bytes]"
    heard: Path | None
    log: Path

    def wait(self, seconds: float) -> None:
        """Until the call is over; RuntimeError with its last words when it was not answered."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError("The caller was still on the line.") from None
        said = self.log.read_text(errors="replace")
        if '"is_answered": true' not in said:
            raise RuntimeError(f"The caller ended with {self.process.returncode}: {said[-2000:]}")

    def kill(self) -> None:
        """Drop the caller; they say goodbye first where they can."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def ring(
    sip_uri: str,
    script: Sequence[Line],
    folder: Path,
    caller: str,
    headers: Mapping[str, str],
    hangs_up_after: float | None = None,
) -> OwnCaller:
    """Dial, follow the script, then hang up after so many seconds or be hung up."""
    heard, log = folder / "heard.wav", folder / "caller.log"
    steps = f"record {heard}; " + "; ".join(_steps(script, hangs_up_after))
    command = [sys.executable, "-m", "sandbox.caller", "--to", sip_uri, "--from", caller, "--script", steps]
    command += [part for name, value in headers.items() for part in ("--header", f"{name}={value}")]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    return OwnCaller(process, heard, log)


def _steps(script: Sequence[Line], hangs_up_after: float | None) -> Iterable[str]:
    spent = 0.0
    for place, line in enumerate(script):
        is_last = place == len(script) - 1
        match line:
            case Wait(seconds):
                yield f"wait {seconds:g}"
                spent += seconds
            case Keys(digits):
                yield f"press {digits}"
                spent += _KEY_SECONDS * len(digits)
            case Tone(hz, seconds):
                yield f"tone {hz:g} {seconds:g}"
                if not is_last:
                    yield f"wait {seconds:g}"
                    spent += seconds
    if hangs_up_after is None:
        yield f"stay {_LONGEST_STAY_SECONDS}"
    else:
        yield f"wait {max(hangs_up_after - spent, 0):g}"
        yield "hangup"
