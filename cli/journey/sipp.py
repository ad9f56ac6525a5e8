"""A caller by SIPp, as an E1 gateway would ring, with keys and audio of a script."""

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.journey.rtp_script import Line, write_capture

_SCENARIO = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="A caller through a gateway">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]caller[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:gateway@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
{headers}Content-Type: application/sdp
Content-Length: [len]

v=0
o=gateway 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 0 101
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
a=sendrecv
]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
[routes]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]caller[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
  <nop><action><exec play_pcap_audio="{capture}"/></action></nop>
{ending}
</scenario>
"""
_WAIT_FOR_BYE = """  <recv request="BYE" timeout="{milliseconds}"/>
  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>"""
_SEND_BYE = """  <pause milliseconds="{milliseconds}"/>
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
[routes]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]caller[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
  <recv response="200"/>"""


@dataclass
class Caller:
    """A SIPp process with one call."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    heard: Path | None = None

    def wait(self, seconds: float) -> None:
        """Until the call is over; RuntimeError with SIPp's own words when it went wrong."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise RuntimeError("The caller was still on the line.") from None
        if code != 0:
            errors = "\n".join(path.read_text(errors="replace") for path in self.folder.glob("*errors.log"))
            raise RuntimeError(f"SIPp ended with {code}: {errors[-2000:]}")

    def kill(self) -> None:
        """Drop the caller without a word, as a cut line does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def is_available() -> str | None:
    """None when SIPp can play captures here, else what to do."""
    if not shutil.which("sipp"):
        return "SIPp is not installed (Debian: apt-get install sip-tester; macOS: brew install sipp)."
    if os.geteuid() != 0:
        return "SIPp plays audio through a raw socket, for which it needs root."
    return None


def ring(
    sip_uri: str,
    script: Sequence[Line],
    folder: Path,
    caller: str,
    headers: Mapping[str, str],
    hangs_up_after: float | None = None,
) -> Caller:
    """Dial `sip:NUMBER@HOST:PORT`, play the script, hang up after so many seconds or be hung up."""
    number, _, place = sip_uri.removeprefix("sip:").partition("@")
    seconds = write_capture(folder / "caller.pcap", script)
    extra = "".join(f"{name}: {value}\n" for name, value in headers.items())
    limit = int(1000 * (seconds + 60))
    ending = (
        _WAIT_FOR_BYE.format(milliseconds=limit)
        if hangs_up_after is None
        else _SEND_BYE.format(milliseconds=int(1000 * hangs_up_after), caller=caller)
    )
    scenario = _SCENARIO.format(caller=caller, headers=extra, capture=folder / "caller.pcap", ending=ending)
    (folder / "scenario.xml").write_text(scenario, encoding="latin-1")
    command = ["sipp", place, "-sf", "scenario.xml", "-s", number, "-m", "1", "-nostdin", "-i", "127.0.0.1"]
    command += ["-p", str(_free_port()), "-mp", str(_free_port()), "-timeout", f"{limit // 1000}s"]
    command += ["-timeout_error", "-trace_err", "-recv_timeout", str(limit)]
    with (folder / "sipp.log").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    return Caller(process, folder)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1]) & ~1
