"""What a call left behind, fetched as a person would: its record, its recording, the day's report."""

import time
import urllib.request
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cli.journey.center import Api

_MAGIC = {"xlsx": b"PK", "csv": b"\xef\xbb\xbf"}


def recording(api: Api, contact_id: str, kind: str = "call") -> str:
    """Wait for a contact's recording and fetch it; its length and size in words."""
    for _ in range(40):
        recordings = [one for one in api.get(f"/contacts/{contact_id}")["recordings"] if one["kind"] == kind]
        if recordings:
            link = api.get(f"/contacts/{contact_id}/recordings/{recordings[0]['recording_id']}")["url"]
            data = fetch(link)
            if data[:4] != b"RIFF" or len(data) < 16_000:
                raise AssertionError(f"the recording is {len(data)} bytes and begins with {data[:4]!r}")
            return f"{recordings[0]['duration_seconds']:.0f} s, {len(data) // 1024} KiB"
        time.sleep(0.5)
    raise AssertionError("no recording of the call after 20 s")


def report(api: Api, contact_id: str) -> str:
    """Make the day's report, find the contact in it, fetch its files; their sizes in words."""
    run = day_report(api)
    if contact_id not in [row["contact_id"] for row in rows(run, "calls")]:
        raise AssertionError("the call is not in the report's call detail")
    sizes = []
    for kind, magic in _MAGIC.items():
        data = file_of(api, run, kind)
        if not data.startswith(magic):
            raise AssertionError(f"the {kind} file begins with {data[:4]!r}")
        sizes.append(f"{kind} {len(data) // 1024 + 1} KiB")
    return ", ".join(sizes)


def day_report(api: Api) -> Any:
    """The day's report made now, once it is done."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    asked = {"kind": "day", "from": str(today - timedelta(days=1)), "to": str(today), "language": "en"}
    return _finished(api, api.post("/reports/runs", asked)["run_id"])


def rows(run: Any, section: str) -> list[Any]:
    """The rows of one section of a report."""
    return list(next(one for one in run["sections"] if one["id"] == section)["rows"])


def file_of(api: Api, run: Any, kind: str) -> bytes:
    """The report as `xlsx` or `csv`."""
    return fetch(api.get(f"/reports/runs/{run['run_id']}/download?format={kind}")["url"])


def _finished(api: Api, run_id: str) -> Any:
    for _ in range(60):
        run = api.get(f"/reports/runs/{run_id}")
        if run["status"] == "done":
            return run
        if run["status"] == "failed":
            raise AssertionError(f"the report failed: {run.get('error')}")
        time.sleep(0.5)
    raise AssertionError("the report is not done after 30 s")


def fetch(link: str) -> bytes:
    """A file behind a link that the API gave."""
    with urllib.request.urlopen(link, timeout=10) as answer:  # noqa: S310
        return bytes(answer.read())
