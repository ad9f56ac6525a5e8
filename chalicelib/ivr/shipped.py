"""The flows that come with Trunkline, and the number and calendar that let them answer."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from chalicelib.aws.settings import settings
from chalicelib.ivr import entry_store
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.entry import Calendar, Hours, Number, NumberKind, Period
from chalicelib.ivr.publish import publish
from chalicelib.problems import NotFound

NAMES = ("courier-main", "courier-after-hours", "courier-holiday")
# Flows for other trades, to be published by those who want them.
EXAMPLES = ("telecom-example", "clinic-example", "hotline-example", "levels-example", "fax-example")
# Beside `chalicelib`, in the repository as in the deployed package.
_FOLDER = Path(__file__).resolve().parents[2] / "ivr_twiml"


def document(name: str) -> str:
    """A shipped definition, to the byte."""
    return (_FOLDER / f"{name}.json").read_text("utf-8")


def install_shipped(now: datetime) -> list[Flow]:
    """Publish the shipped flows, and set up their number and calendar where there are none. Repeating it
    changes nothing, and never touches a number or calendar that somebody has changed."""
    flows = [publish(name, document(name), now, by="trunkline") for name in NAMES]
    known = json.loads((_FOLDER / "entry.json").read_text("utf-8"))
    calendar, number = _calendar(known["calendar"]), _number(known["number"], known["calendar"]["name"])
    try:
        entry_store.calendar_named(calendar.name)
    except NotFound:
        entry_store.put_calendar(calendar)
    if entry_store.find_number(number.number) is None:
        entry_store.put_number(number)
    return flows


def _calendar(known: dict[str, Any]) -> Calendar:
    every_day = (Hours(time.fromisoformat(known["opens"]), time.fromisoformat(known["closes"])),)
    return Calendar(
        name=known["name"],
        zone=settings().time_zone,
        weekly=(every_day,) * 7,
        holidays={date.fromisoformat(day): name for day, name in known["holidays"].items()},
    )


def _number(known: dict[str, Any], calendar: str) -> Number:
    return Number(
        number=known["number"],
        label=known["label"],
        kind=NumberKind(known["kind"]),
        calendar=calendar,
        flows={Period(period): name for period, name in known["flows"].items()},
        fallback_queue=known["fallback_queue"],
    )
