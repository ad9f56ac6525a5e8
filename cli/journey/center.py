"""A running center to call: the one that is up, or one started for the occasion."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.journey.carrier import Carrier

READY_FILE = Path(".trunkline") / "ready.json"
_START_SECONDS = 180


@dataclass(frozen=True)
class Center:
    """Where a center answers and who may sign in, as its ready file says."""

    web_url: str
    api_url: str
    carrier_url: str
    cloud_url: str
    sip_uri: str
    users: tuple[dict[str, str], ...]
    account_sid: str
    auth_token: str
    pids: dict[str, int]
    ready_file: Path

    @classmethod
    def read(cls, path: Path) -> "Center":
        """From the ready file."""
        said = json.loads(path.read_text(encoding="utf-8"))
        known = {name: said.get(name) for name in cls.__dataclass_fields__}
        known |= {"users": tuple(said["users"]), "pids": said.get("pids", {}), "ready_file": path}
        return cls(**known)

    def password_of(self, username: str) -> str:
        """A demo user's password."""
        return next(user["password"] for user in self.users if user["username"] == username)

    @property
    def carrier(self) -> Carrier:
        """The sandbox's carrier, as the account's owner sees it."""
        return Carrier(self.carrier_url, self.account_sid, self.auth_token)

    def api(self, username: str) -> "Api":
        """The HTTP API as that user."""
        signed_in = _call(
            f"{self.api_url}/session", "POST", {"username": username, "password": self.password_of(username)}
        )
        return Api(self.api_url, str(signed_in["access_token"]))


@dataclass(frozen=True)
class Api:
    """The center's HTTP API with somebody's token."""

    url: str
    token: str

    def get(self, path: str) -> Any:
        """GET; the JSON answer."""
        return _call(self.url + path, "GET", token=self.token)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """POST; the JSON answer."""
        return _call(self.url + path, "POST", body, self.token)

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        """PATCH; the JSON answer."""
        return _call(self.url + path, "PATCH", body, self.token)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """PUT; the JSON answer."""
        return _call(self.url + path, "PUT", body, self.token)


@contextmanager
def running(ready_file: Path | None = None) -> Iterator[Center]:
    """The center of the ready file or of this folder when it answers, else one that ends with us."""
    place = ready_file or READY_FILE
    if place.exists() and _answers(Center.read(place)):
        yield Center.read(place)
        return
    if ready_file is not None:
        raise RuntimeError(f"No center answers at the addresses in {ready_file}.")
    with started() as center:
        yield center


@contextmanager
def started(*options: str) -> Iterator[Center]:
    """A throw-away center on free ports."""
    with tempfile.TemporaryDirectory(prefix="trunkline-") as folder:
        ready = Path(folder) / "ready.json"
        log = (Path(folder) / "center.log").open("wb")
        command = [sys.executable, "-m", "cli.main", "up", "--ephemeral", "--ports", "auto"]
        command += ["--ready-file", str(ready), *options]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield awaited(ready, process, Path(log.name))
        finally:
            _end(process)


def awaited(ready: Path, process: "subprocess.Popen[bytes]", log: Path) -> Center:
    """The center that the process brings up. RuntimeError with the end of its log when it does not."""
    deadline = time.monotonic() + _START_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The center did not come up:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.1)
    return Center.read(ready)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(center: Center) -> bool:
    try:
        with urllib.request.urlopen(f"{center.web_url}/config.json", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _call(url: str, method: str, body: dict[str, Any] | None = None, token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        text = answer.read()
    return json.loads(text) if text else None
