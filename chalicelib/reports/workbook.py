"""A report as an XLSX workbook: a sheet per section, real numbers, and Excel's own charts."""

from io import BytesIO
from typing import Any

from chalicelib.reports.sheets import Chart, Column, Report, Section

_CHART_KINDS = {"bar": "column", "line": "line", "pie": "pie"}
_FORBIDDEN_IN_SHEET_NAMES = str.maketrans("[]:*?/\\", "       ")


def workbook(report: Report) -> bytes:
    """The workbook's bytes. Seconds become h:mm:ss cells, shares become percentages."""
    import xlsxwriter  # 69 ms of import that no webhook should pay

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": report.title, "subject": report.period})
    formats = _formats(book)
    for section in report.sections:
        _write_section(book, report, section, formats)
    book.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7", "text_wrap": True}),
        "text": book.add_format(),
        "time": book.add_format(),
        "count": book.add_format({"num_format": "#,##0"}),
        "seconds": book.add_format({"num_format": "[h]:mm:ss"}),
        "share": book.add_format({"num_format": "0.0%"}),
        "note": book.add_format({"font_color": "#5B6675", "italic": True}),
    }


def _write_section(book: Any, report: Report, section: Section, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(section.title.translate(_FORBIDDEN_IN_SHEET_NAMES)[:31])
    sheet.write_string(0, 0, f"{report.title} · {section.title}", formats["title"])
    sheet.write_string(1, 0, report.period, formats["note"])
    first = 4
    for column, spec in enumerate(section.columns):
        sheet.write_string(first - 1, column, spec.title, formats["head"])
        sheet.set_column(column, column, _width(spec, section.rows))
        for row, values in enumerate(section.rows, start=first):
            _write_cell(sheet, row, column, values.get(spec.key), spec, formats)
    sheet.freeze_panes(first, 1)
    below = first + len(section.rows) + 1
    if section.total:
        for column, spec in enumerate(section.columns):
            _write_cell(sheet, below - 1, column, section.total.get(spec.key), spec, formats)
        below += 1
    if section.rows:
        sheet.autofilter(first - 1, 0, first + len(section.rows) - 1, len(section.columns) - 1)
        for place, chart in enumerate(section.charts):
            drawn = _chart(book, sheet.get_name(), section, chart, first)
            sheet.insert_chart(below + place * 16, 0, drawn, {"x_scale": 1.4})
    below += len(section.charts) * 16 if section.rows else 0
    for place, note in enumerate(section.formula_notes):
        sheet.write_string(below + place, 0, f"{note.name} = {note.formula}", formats["note"])


def _write_cell(sheet: Any, row: int, column: int, value: Any, spec: Column, formats: dict[str, Any]) -> None:
    if value is None:
        sheet.write_blank(row, column, None, formats[spec.unit])
    elif spec.unit == "seconds":
        sheet.write_number(row, column, float(value) / 86400, formats["seconds"])
    elif spec.unit in ("count", "share"):
        sheet.write_number(row, column, float(value), formats[spec.unit])
    else:
        sheet.write_string(row, column, str(value), formats["text"])


def _chart(book: Any, sheet: str, section: Section, chart: Chart, first: int) -> Any:
    drawn = book.add_chart({"type": _CHART_KINDS[chart.kind]})
    places = {spec.key: place for place, spec in enumerate(section.columns)}
    last = first + len(section.rows) - 1
    for series in chart.series:
        drawn.add_series(
            {
                "name": series.title,
                "categories": [sheet, first, places[chart.category_key], last, places[chart.category_key]],
                "values": [sheet, first, places[series.key], last, places[series.key]],
                "data_labels": {"percentage": True} if chart.kind == "pie" else {},
            }
        )
    drawn.set_title({"name": chart.title})
    drawn.set_legend({"position": "bottom"})
    return drawn


def _width(column: Column, rows: list[dict[str, Any]]) -> float:
    widest = max((_cells(str(row.get(column.key) or "")) for row in rows[:200]), default=0)
    return min(max(_cells(column.title) + 2, widest + 1 if column.unit in ("text", "time") else 10), 40)


def _cells(said: str) -> int:
    """Width in Latin characters; a Chinese one is two wide."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in said)
