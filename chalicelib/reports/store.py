"""Report runs: asked for once, run once, readable while they run."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from pynamodb.exceptions import DoesNotExist, PutError
from pynamodb.expressions.update import Action

from chalicelib.problems import NotFound
from chalicelib.reports.records import RunRecord


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Run:
    """One report asked for; `progress` goes from 0 to 100."""

    run_id: str
    kind: str
    granularity: str
    start_at: datetime
    end_at: datetime
    language: str
    requested_by: str
    requested_at: datetime
    status: str = RunStatus.QUEUED
    progress: int = 0
    finished_at: datetime | None = None
    error: str | None = None


def add(run: Run) -> bool:
    """Store a new run; False when that id is already there (a schedule that fired twice)."""
    record = RunRecord(month=_month(run.run_id), **asdict(run))
    try:
        record.save(condition=RunRecord.run_id.does_not_exist())
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def fetch(run_id: str) -> Run:
    """The run, or NotFound."""
    try:
        return _run(RunRecord.get(_month(run_id), run_id))
    except DoesNotExist:
        raise NotFound(f"There is no report run {run_id}.") from None


def advance(run_id: str, status: RunStatus, progress: int) -> None:
    """Note how far the run has come."""
    record = RunRecord(_month(run_id), run_id)
    record.update(actions=[RunRecord.status.set(status), RunRecord.progress.set(progress)])


def finish(run_id: str, now: datetime, error: str | None = None) -> None:
    """Close the run as done, or as failed with the reason."""
    actions: list[Action] = [
        RunRecord.status.set(RunStatus.FAILED if error else RunStatus.DONE),
        RunRecord.progress.set(100),
        RunRecord.finished_at.set(now),
    ]
    if error:
        actions.append(RunRecord.error.set(error))
    RunRecord(_month(run_id), run_id).update(actions=actions)


def newest(now: datetime, limit: int = 50) -> list[Run]:
    """The runs of this month and the last, newest first."""
    runs: list[Run] = []
    for month in _months_back(now):
        found = RunRecord.query(month, scan_index_forward=False, limit=limit - len(runs))
        runs.extend(_run(record) for record in found)
        if len(runs) >= limit:
            break
    return runs


def _months_back(now: datetime) -> Iterator[str]:
    yield now.strftime("%Y%m")
    yield (now.replace(day=1) - timedelta(days=1)).strftime("%Y%m")


def _month(run_id: str) -> str:
    return run_id[2:8]


def _run(record: RunRecord) -> Run:
    return Run(**{field.name: getattr(record, field.name) for field in fields(Run)})
