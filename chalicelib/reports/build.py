"""Makes a report: loads the period's events, folds them, lays the sections out, stores the files."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast
from zoneinfo import ZoneInfo

from chalicelib import contacts, routing
from chalicelib.aws import jobs, objects, sockets
from chalicelib.aws.settings import settings
from chalicelib.contacts import Event
from chalicelib.problems import Invalid
from chalicelib.reports import sections, store
from chalicelib.reports.agent_figures import Span, agent_figures
from chalicelib.reports.csv_file import csv_file
from chalicelib.reports.journeys import Journey, fold
from chalicelib.reports.queue_figures import QueueTargets, queue_figures
from chalicelib.reports.sections import Names
from chalicelib.reports.sheets import Report, Section
from chalicelib.reports.store import Run, RunStatus
from chalicelib.reports.texts import Language, text
from chalicelib.reports.traffic import Dimension, Granularity
from chalicelib.reports.workbook import workbook

JOB = "report"
LONGEST_DAYS = 366
# A call may still be talking, and an agent still be signed in, at the period's edge.
_BEFORE = timedelta(hours=14)
_AFTER = timedelta(hours=4)


class Kind(StrEnum):
    """What can be asked for."""

    DAY = "day"
    TRUNK = "traffic_trunk"
    QUEUE = "traffic_queue"
    AGENT = "traffic_agent"
    NODE = "traffic_node"


def ask(
    kind: Kind,
    start_at: datetime,
    end_at: datetime,
    language: Language,
    requested_by: str,
    now: datetime,
    granularity: Granularity | None = None,
    run_id: str | None = None,
) -> Run:
    """Queue a report over [start_at, end_at). Invalid when the period is empty or over a year."""
    if start_at >= end_at:
        raise Invalid("The period must end after it begins.", field="to", rule="after_from")
    if end_at - start_at > timedelta(days=LONGEST_DAYS):
        raise Invalid(f"A report spans at most {LONGEST_DAYS} days.", field="to", rule="at_most_a_year")
    run = Run(
        run_id=run_id or f"RP{now:%Y%m%d%H%M%S}{secrets.token_hex(5)}",
        kind=kind,
        granularity=granularity or _fitting(end_at - start_at),
        start_at=start_at,
        end_at=end_at,
        language=language,
        requested_by=requested_by,
        requested_at=now,
    )
    if store.add(run):
        jobs.send(JOB, {"run_id": run.run_id})
    return run


def ask_for_yesterday(now: datetime) -> list[Run]:
    """The scheduled day report of the center's yesterday, in both languages; asking twice makes it once."""
    zone = ZoneInfo(settings().time_zone)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = today - timedelta(days=1)
    languages: tuple[Language, ...] = ("zh-CN", "en")
    return [
        ask(
            Kind.DAY, yesterday, today, language, "schedule", now, run_id=f"RP{yesterday:%Y%m%d}day{language}"
        )
        for language in languages
    ]


def run(run_id: str, now: datetime) -> None:
    """Make one asked-for report; run again after a crash it makes the same files."""
    asked = store.fetch(run_id)
    if asked.status == RunStatus.DONE:
        return
    try:
        report = build(asked, now, lambda done: store.advance(run_id, RunStatus.RUNNING, done))
        _save(run_id, report)
    except Exception as error:
        store.finish(run_id, now, error=f"{type(error).__name__}: {error}"[:500])
        raise
    store.finish(run_id, now)
    sockets.push_to_user(asked.requested_by, {"type": "report", "run_id": run_id, "status": RunStatus.DONE})


def build(asked: Run, now: datetime, progress: Callable[[int], None]) -> Report:
    """The report as data."""
    events = _load(asked, progress)
    period = Span(asked.start_at, min(asked.end_at, max(now, asked.start_at)))
    everyone = fold(events)
    journeys = [one for one in everyone if asked.start_at <= one.started_at < asked.end_at]
    names = _names(cast(Language, asked.language))
    if asked.kind == Kind.DAY:
        made = _day(everyone, journeys, events, period, names)
    else:
        dimension = Dimension(asked.kind.removeprefix("traffic_"))
        made = [sections.traffic_section(journeys, dimension, Granularity(asked.granularity), names)]
        made += [sections.node_section(journeys, names)] if dimension is Dimension.NODE else []
    shown = f"{names.clock(asked.start_at)} – {names.clock(asked.end_at)} ({settings().time_zone})"
    return Report(title=text(asked.kind, names.language), period=shown, sections=made)


def read(asked: Run) -> Report | None:
    """The finished report, or None while it is not done."""
    if asked.status != RunStatus.DONE:
        return None
    return Report.model_validate_json(objects.get(_key(asked.run_id, "json")))


def link(run_id: str, file_format: str) -> str:
    """A short-lived address of the file: xlsx or csv."""
    asked = store.fetch(run_id)
    if asked.status != RunStatus.DONE:
        raise Invalid("The report is not finished yet.", field="run_id", rule="done")
    filename = f"{asked.kind}-{asked.start_at:%Y%m%d}-{asked.language}.{file_format}"
    return objects.link(_key(run_id, file_format), filename=filename)


def _day(
    everyone: Sequence[Journey],
    journeys: Sequence[Journey],
    events: Sequence[Event],
    period: Span,
    names: Names,
) -> list[Section]:
    by_worker: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.worker_sid:
            by_worker[event.worker_sid].append(event)
    seen = sorted(by_worker, key=lambda sid: names.agents.get(sid, sid))
    targets = {
        queue.friendly_name: QueueTargets(queue.service_level_seconds, queue.short_abandon_seconds)
        for queue in routing.queues()
    }
    within = [event for event in events if period.start <= event.at < period.end]
    return [
        sections.summary_section(journeys, names),
        sections.queue_section(
            {name: queue_figures(journeys, name, one) for name, one in targets.items()}, targets, names
        ),
        sections.agent_section([agent_figures(sid, everyone, by_worker[sid], period) for sid in seen], names),
        sections.hour_section(journeys, names),
        sections.node_section(journeys, names),
        sections.call_section(journeys, names),
        sections.operation_section(within, names),
    ]


def _load(asked: Run, progress: Callable[[int], None]) -> list[Event]:
    start, end = asked.start_at - _BEFORE, asked.end_at + _AFTER
    events: list[Event] = []
    at = start
    while at < end:
        until = min(at + timedelta(days=1), end)
        events.extend(contacts.events_between(at, until))
        at = until
        progress(int(90 * (at - start) / (end - start)))
    return events


def _save(run_id: str, report: Report) -> None:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    objects.put(_key(run_id, "xlsx"), workbook(report), sheet)
    objects.put(_key(run_id, "csv"), csv_file(report), "text/csv; charset=utf-8")
    objects.put(_key(run_id, "json"), report.model_dump_json().encode(), "application/json")


def _names(language: Language) -> Names:
    key = "zh" if language == "zh-CN" else "en"
    return Names(
        language=language,
        zone=ZoneInfo(settings().time_zone),
        queues={queue.friendly_name: queue.title.get(key, queue.friendly_name) for queue in routing.queues()},
        agents={one.sid: str(one.attributes.get("name", one.friendly_name)) for one in routing.workers()},
    )


def _fitting(length: timedelta) -> Granularity:
    if length <= timedelta(days=2):
        return Granularity.HOUR
    return Granularity.DAY if length <= timedelta(days=62) else Granularity.MONTH


def _key(run_id: str, file_format: str) -> str:
    return f"reports/{run_id}.{file_format}"
