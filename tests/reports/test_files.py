"""Reports as sheets, XLSX and CSV, in both languages."""

import csv
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from chalicelib.reports import sections
from chalicelib.reports.agent_figures import Span, agent_figures
from chalicelib.reports.csv_file import csv_file
from chalicelib.reports.journeys import fold
from chalicelib.reports.queue_figures import QueueTargets, queue_figures
from chalicelib.reports.sections import Names
from chalicelib.reports.sheets import Report
from chalicelib.reports.workbook import workbook
from tests.reports.log import NINE, at, morning

TARGETS = {"consult": QueueTargets()}


def report(language: str) -> Report:
    """The morning as a day report."""
    events = morning().events
    journeys = fold(events)
    queues = {"consult": "咨询" if language == "zh-CN" else "Consult"}
    names = Names(language, ZoneInfo("Asia/Shanghai"), queues, {"w1": "王芳", "w2": "=cmd()"})
    figures = {"consult": queue_figures(journeys, "consult", TARGETS["consult"])}
    agents = [agent_figures(sid, journeys, events, Span(NINE, at(3600))) for sid in ("w1", "w2")]
    made = [
        sections.summary_section(journeys, names),
        sections.queue_section(figures, TARGETS, names),
        sections.agent_section(agents, names),
        sections.hour_section(journeys, names),
        sections.call_section(journeys, names),
        sections.operation_section(events, names),
    ]
    return Report(title="Day", period="2026-05-06", sections=made)


@pytest.mark.parametrize(("language", "sheet"), [("zh-CN", "队列"), ("en", "Queues")])
def test_the_workbook_opens_with_numbers_as_numbers_and_charts_of_its_own(language, sheet):
    book = openpyxl.load_workbook(BytesIO(workbook(report(language))))
    page = book[sheet]
    heads = [cell.value for cell in page[4]]
    first = dict(zip(heads, (cell.value for cell in page[5]), strict=True))
    inbound = "呼入电话数" if language == "zh-CN" else "Inbound calls"
    assert first[inbound] == 4
    assert len(page._charts) == 2
    assert sum(len(one._charts) for one in book.worksheets) == 5


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_column_has_a_title_in_the_readers_language(language):
    for section in report(language).sections:
        for column in section.columns:
            assert column.title != column.key
            assert language == "zh-CN" or column.title.isascii()
            assert language == "en" or not column.title.islower()


def test_every_chart_draws_columns_that_its_section_has():
    for section in report("en").sections:
        keys = {column.key for column in section.columns}
        for chart in section.charts:
            assert {chart.category_key, *(series.key for series in chart.series)} <= keys


def test_csv_is_read_by_excel_and_cannot_run_a_formula():
    data = csv_file(report("zh-CN"), "agents")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    assert rows[0][0] == "座席"
    assert [row[0] for row in rows[1:]] == ["王芳", "'=cmd()"]


@pytest.mark.covers("RPT-22")
def test_operations_list_each_agents_events_in_order():
    section = next(one for one in report("en").sections if one.id == "operations")
    mine = [row["operation"] for row in section.rows if row["agent"] == "王芳"]
    assert mine == [
        "signed in",
        "offered",
        "answered",
        "after-call work began",
        "completed",
        "offered",
        "RONA",
    ]
    assert [row["at"] for row in section.rows if row["agent"] == "王芳"] == sorted(
        row["at"] for row in section.rows if row["agent"] == "王芳"
    )


@pytest.mark.covers("RPT-23")
def test_call_detail_lists_every_call_with_its_numbers_and_times():
    section = next(one for one in report("en").sections if one.id == "calls")
    assert len(section.rows) == 4
    first = section.rows[0]
    assert first["started_at"] == "2026-05-06 09:01:40"
    assert (first["wait_seconds"], first["talk_seconds"], first["duration_seconds"]) == (8, 120, 138)
    assert first["trunk"] == "gw1/1"


def test_each_figure_with_a_rule_shows_its_formula_and_parameters():
    section = next(one for one in report("en").sections if one.id == "queues")
    notes = {note.key: note.formula for note in section.formula_notes}
    assert "5 s" in notes["counted_abandoned"]
    assert "20 s" in notes["answered_in_time"]
