"""`trunkline up`: two centers side by side, a killed child, a clean end, a port that is taken."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from cli.center import ports
from cli.center.answering import await_answer
from cli.center.children import Child, ChildFailed, Supervisor
from cli.center.plan import ROOT
from cli.center.ports import PortChoice, Ports, PortTaken, choose
from cli.center.secrets import Secrets
from cli.center.trunks import Lines, read_lines

SECONDS = 120


def start(directory: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "cli.main", "up", "--ports", "auto", "--no-demo"]
    command += ["--state-dir", str(directory)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TRUNK", "AWS"))}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def await_ready(directory: Path, process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    file = directory / "ready.json"
    end = time.monotonic() + SECONDS
    while not file.exists():
        assert process.poll() is None, (directory / "logs" / "app.log").read_text()[-2000:]
        assert time.monotonic() < end, "it did not come up"
        time.sleep(0.1)
    ready: dict[str, Any] = json.loads(file.read_text())
    return ready


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.timeout(400)
def test_two_centers_stand_side_by_side_a_killed_app_comes_back_and_all_ends_cleanly(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    centers = [start(folder) for folder in folders]
    try:
        told = [await_ready(folder, center) for folder, center in zip(folders, centers, strict=True)]
        one, two = told
        assert not {one["web_url"], one["carrier_url"], one["sip_uri"]} & set(map(str, two.values()))
        assert stat.S_IMODE((folders[0] / "ready.json").stat().st_mode) == 0o600
        for each in told:
            config = json.loads(urllib.request.urlopen(f"{each['web_url']}/config.json").read())
            assert config["api_url"] == "/api"
        os.kill(one["pids"]["app"], signal.SIGKILL)
        until(lambda: await_ready(folders[0], centers[0])["pids"]["app"] not in (0, one["pids"]["app"]))
        await_answer(f"{one['api_url']}/session", 60)
        one = await_ready(folders[0], centers[0])
    finally:
        for center in centers:
            center.send_signal(signal.SIGTERM)
        codes = [center.wait(60) for center in centers]
    assert codes == [0, 0]
    assert not [pid for each in (one, two) for pid in each["pids"].values() if is_alive(pid)]
    assert not (folders[0] / "ready.json").exists()


def until(condition: Any) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def a_child(tmp_path: Path, script: str) -> Child:
    return Child("app", [sys.executable, "-c", script], os.environ, tmp_path / "app.log", lambda: False)


def test_a_process_that_dies_while_the_center_comes_up_ends_that_at_once_with_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor([a_child(tmp_path, "raise SystemExit('no module named app')")])
    began = time.monotonic()

    def come_up() -> None:
        with supervisor.failing_fast():
            supervisor.children[0].start()
            time.sleep(60)  # Whatever else is being done then, such as loading the demo.

    with pytest.raises(ChildFailed, match="no module named app"):
        come_up()
    assert time.monotonic() - began < 20
    assert signal.getsignal(signal.SIGCHLD) is signal.SIG_DFL


def test_once_the_center_is_up_a_process_that_dies_is_started_again(tmp_path: Path) -> None:
    supervisor = Supervisor([a_child(tmp_path, "import time; time.sleep(60)")])
    with supervisor.failing_fast():
        supervisor.children[0].start()
    first = supervisor.children[0].pid
    try:
        os.kill(first, signal.SIGKILL)
        until(lambda: supervisor.watch() or supervisor.children[0].pid not in (0, first))
    finally:
        supervisor.stop()


def test_a_taken_port_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        free = {name: ports.free_port() for name in ("carrier", "cloud", "sip")}
        monkeypatch.setattr(ports, "Ports", lambda: Ports(web=port, **free))
        with pytest.raises(PortTaken, match=rf"Port {port} \(web and API\) is in use.*--ports auto"):
            choose(PortChoice.DEFAULT)


def test_automatic_ports_differ_and_leave_room_for_sound() -> None:
    found = choose(PortChoice.AUTO)
    assert len({found.web, found.carrier, found.cloud, found.sip}) == 4
    assert found.rtp_last - found.rtp_first == 199


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    made = Secrets.of(tmp_path)
    assert Secrets.of(tmp_path) == made
    assert made != Secrets.make()
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


@pytest.mark.covers("CAP-02")
def test_the_shipped_lines_are_three_e1_on_one_gateway() -> None:
    lines = read_lines()
    assert [len(gateway.spans) for gateway in lines.gateways] == [3]
    assert lines.channels == 90


@pytest.mark.parametrize(
    ("gateway", "message"),
    [
        ({"name": "gw", "trunk": "none", "spans": [{"name": "1", "channels": 30}]}, "unknown trunk none"),
        ({"name": "gw", "trunk": "t", "spans": [{"name": "1", "channels": 31}]}, "less than or equal to 30"),
        ({"name": "gw", "trunk": "t", "spans": [{"name": "1", "channels": 1}] * 2}, "names a span twice"),
        ({"name": "gw", "trunk": "t", "kind": "analog", "spans": [{"name": "1", "channels": 2}]}, "one call"),
        ({"name": "gw", "trunk": "t", "spans": [], "colour": "red"}, "Extra inputs"),
    ],
)
def test_lines_that_cannot_be_are_refused_with_the_rule(gateway: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Lines.model_validate({"trunks": [{"name": "t"}], "gateways": [gateway]})
