"""A report as CSV: UTF-8 with a byte-order mark, so that Excel reads Chinese."""

import csv
import re
from io import StringIO
from typing import Any

from chalicelib.reports.sheets import Report, Section

_PLAIN_NUMBER = re.compile(r"[+-]?[\d.]+")


def csv_file(report: Report, section_id: str | None = None) -> bytes:
    """All sections one after another, each under its title; or one section as a plain table."""
    out = StringIO()
    writer = csv.writer(out)
    for section in report.sections:
        if section_id is None:
            writer.writerow([section.title])
        if section_id in (None, section.id):
            _write(writer, section)
        if section_id is None:
            writer.writerow([])
    return out.getvalue().encode("utf-8-sig")


def _write(writer: Any, section: Section) -> None:
    writer.writerow([column.title for column in section.columns])
    for row in [*section.rows, *([section.total] if section.total else [])]:
        writer.writerow([_cell(row.get(column.key)) for column in section.columns])


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is quoted (OWASP, CSV injection)."""
    if value is None:
        return ""
    if (
        isinstance(value, str)
        and value[:1] in ("=", "+", "-", "@", "\t")
        and not _PLAIN_NUMBER.fullmatch(value)
    ):
        return f"'{value}"
    return round(value, 4) if isinstance(value, float) else value
