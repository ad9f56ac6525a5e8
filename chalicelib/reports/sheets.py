"""The shape of a finished report: sections of columns, rows and charts, ready for screen, XLSX and CSV."""

from typing import Any, Literal

from pydantic import BaseModel

Unit = Literal["text", "count", "seconds", "share", "time"]


class Column(BaseModel):
    """One column: key of the row's value, its title and unit (seconds and share 0 to 1 are raw numbers)."""

    key: str
    title: str
    unit: Unit = "text"


class FormulaNote(BaseModel):
    """How one figure is computed, in words."""

    key: str
    name: str
    formula: str


class Series(BaseModel):
    """One line, bar group or slice set of a chart."""

    key: str
    title: str


class Chart(BaseModel):
    """A chart over the section's rows."""

    id: str
    title: str
    kind: Literal["bar", "line", "pie"]
    category_key: str
    series: list[Series]


class Section(BaseModel):
    """One table of a report with its charts and formulas."""

    id: str
    title: str
    columns: list[Column]
    rows: list[dict[str, Any]]
    total: dict[str, Any] | None = None
    charts: list[Chart] = []
    formula_notes: list[FormulaNote] = []


class Report(BaseModel):
    """A report in one language."""

    title: str
    period: str
    sections: list[Section]
