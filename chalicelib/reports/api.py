"""Reports over HTTP: what can be asked for, asking, following a run, and its files."""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from chalice import Blueprint
from pydantic import BaseModel, Field

from chalicelib.aws.settings import settings
from chalicelib.reports import build, store
from chalicelib.reports.build import Kind
from chalicelib.reports.sheets import Section
from chalicelib.reports.texts import Language, text
from chalicelib.reports.traffic import Granularity
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)


class KindOut(BaseModel):
    """A kind of report in both languages."""

    kind: Kind
    titles: dict[str, str]
    has_granularity: bool


class RunIn(BaseModel):
    """Days in the center's zone, both included."""

    kind: Kind
    from_day: date = Field(alias="from")
    to_day: date = Field(alias="to")
    language: Language = "zh-CN"
    granularity: Granularity | None = None


class RunOut(BaseModel):
    """A run and, once it is done, the report."""

    run_id: str
    kind: str
    granularity: str
    start_at: datetime
    end_at: datetime
    language: str
    status: str
    progress: int
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None = None
    error: str | None = None
    title: str | None = None
    period: str | None = None
    sections: list[Section] = []


class DownloadQuery(BaseModel):
    """Which file."""

    format: Literal["xlsx", "csv"] = "xlsx"


class LinkOut(BaseModel):
    """A short-lived address."""

    url: str


@route(
    bp,
    "GET",
    "/reports/kinds",
    permission=Permission.REPORTS_VIEW,
    returns=Page[KindOut],
    summary="The kinds of report",
    tag="reports",
)
def list_kinds(call: Call) -> Page[KindOut]:
    """Every kind with its titles."""
    return Page(
        items=[
            KindOut(
                kind=kind,
                titles={"zh-CN": text(kind, "zh-CN"), "en": text(kind, "en")},
                has_granularity=kind is not Kind.DAY,
            )
            for kind in Kind
        ]
    )


@route(
    bp,
    "POST",
    "/reports/runs",
    permission=Permission.REPORTS_RUN,
    body=RunIn,
    returns=RunOut,
    status=202,
    summary="Make a report now",
    tag="reports",
)
def ask_for_report(call: Call) -> RunOut:
    """Queues the report; follow it by its run id."""
    asked: RunIn = call.body
    zone = ZoneInfo(settings().time_zone)
    start = datetime(asked.from_day.year, asked.from_day.month, asked.from_day.day, tzinfo=zone)
    last = asked.to_day + timedelta(days=1)
    end = datetime(last.year, last.month, last.day, tzinfo=zone)
    who = call.identity.user_id
    run = build.ask(asked.kind, start, end, asked.language, who, call.now, asked.granularity)
    return RunOut(**vars(run))


@route(
    bp,
    "GET",
    "/reports/runs",
    permission=Permission.REPORTS_VIEW,
    returns=Page[RunOut],
    summary="Recent reports",
    tag="reports",
)
def list_runs(call: Call) -> Page[RunOut]:
    """Newest first, scheduled ones among them."""
    return Page(items=[RunOut(**vars(run)) for run in store.newest(call.now)])


@route(
    bp,
    "GET",
    "/reports/runs/{run_id}",
    permission=Permission.REPORTS_VIEW,
    returns=RunOut,
    summary="One report",
    tag="reports",
)
def read_run(call: Call) -> RunOut:
    """Status and progress; with the sections when done."""
    run = store.fetch(call.path["run_id"])
    report = build.read(run)
    made = {"title": report.title, "period": report.period, "sections": report.sections} if report else {}
    return RunOut(**vars(run), **made)


@route(
    bp,
    "GET",
    "/reports/runs/{run_id}/download",
    permission=Permission.REPORTS_VIEW,
    query=DownloadQuery,
    returns=LinkOut,
    summary="Download a report",
    tag="reports",
)
def download(call: Call) -> LinkOut:
    """A link to the XLSX or CSV file."""
    return LinkOut(url=build.link(call.path["run_id"], call.query.format))
