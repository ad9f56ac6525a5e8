"""CSV files as people really have them: UTF-8 or GB18030, with or without BOM, with broken lines in them."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# A quoted cell may hold line breaks; a quote that is never closed must not swallow the rest of the file.
LONGEST_RECORD_LINES = 20


class UnreadableFile(Exception):
    """The file as a whole cannot be read: no header, or a column is missing."""


@dataclass(frozen=True)
class Row:
    """One record: where it begins (the header is line 1), and its cells by field name or what is wrong."""

    line: int
    cells: Mapping[str, str]
    problem: str | None = None


@dataclass(frozen=True)
class Header:
    """Which field stands in which column, and the columns nobody asked for."""

    fields: tuple[str | None, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class CsvFile:
    """A readable file: its header is understood."""

    path: Path
    encoding: str
    header: Header

    def rows(self) -> Iterator[Row]:
        """Every record below the header, one at a time."""
        with self.path.open("rb") as lines:
            for line, text in _records(_decoded(lines, self.encoding)):
                if line > 1:
                    yield _row(line, text, self.header)


def open_csv(path: Path, columns: Mapping[str, tuple[str, ...]], required: Iterable[str]) -> CsvFile:
    """The file with its header matched to `columns` (field -> the names it may have)."""
    encoding = encoding_of(path)
    with path.open("rb") as lines:
        _, first = next(_records(_decoded(lines, encoding)), (1, ""))
    names = next(csv.reader([first]), []) if first else []
    if not any(name.strip() for name in names):
        raise UnreadableFile(f"{path.name} has no header line")
    header = _matched(names, columns)
    missing = [field for field in sorted(required) if field not in header.fields]
    if missing:
        wanted = "; ".join(f"{field} ({', '.join(columns[field])})" for field in missing)
        raise UnreadableFile(f"{path.name} has no column for {wanted}. Its header says: {', '.join(names)}")
    return CsvFile(path, encoding, header)


def encoding_of(path: Path) -> str:
    """`utf-8-sig` or `gb18030`, by what most lines that are not plain ASCII are."""
    votes = {"utf-8": 0, "gb18030": 0}
    with path.open("rb") as lines:
        for line in lines:
            if line.isascii():
                continue
            votes["utf-8" if _is(line, "utf-8") else "gb18030"] += 1
    return "gb18030" if votes["gb18030"] > votes["utf-8"] else "utf-8-sig"


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(lines: Iterable[bytes], encoding: str) -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(lines, 1):
        try:
            # Only the first line can have a BOM.
            yield number, line.decode(encoding if number == 1 else encoding.removesuffix("-sig"))
        except UnicodeDecodeError:
            yield number, None


def _records(lines: Iterator[tuple[int, str | None]]) -> Iterator[tuple[int, str | None]]:
    """Join the lines of quoted cells that go over several; (first line, text or None if undecodable)."""
    waiting: list[tuple[int, str | None]] = []
    for line in lines:
        waiting.append(line)
        yield from _complete(waiting, is_last=False)
    yield from _complete(waiting, is_last=True)


def _complete(waiting: list[tuple[int, str | None]], is_last: bool) -> Iterator[tuple[int, str | None]]:
    while waiting:
        number, text = waiting[0]
        size = _closed_after(waiting) if text is not None else 1
        if size == 0 and not is_last and len(waiting) < LONGEST_RECORD_LINES:
            return
        size = size or 1
        joined = None if text is None else "".join(part or "" for _, part in waiting[:size])
        del waiting[:size]
        if joined is None or joined.strip():
            yield number, joined


def _closed_after(waiting: list[tuple[int, str | None]]) -> int:
    """How many of the lines make a record whose quotes are closed; 0 if not all of them together do."""
    quotes = 0
    for size, (_, text) in enumerate(waiting, 1):
        if text is None:
            return 0
        quotes += text.count('"')
        if quotes % 2 == 0:
            return size
    return 0


def _row(line: int, text: str | None, header: Header) -> Row:
    if text is None:
        return Row(line, {}, "the line is not valid text in the file's encoding")
    if text.count('"') % 2:
        return Row(line, {}, "a quote is opened and never closed")
    if "\0" in text:
        return Row(line, {}, "the line holds a NUL character")
    try:
        cells = next(csv.reader([text], strict=True))
    except csv.Error as error:
        return Row(line, {}, f"not CSV: {error}")
    if any(cell.strip() for cell in cells[len(header.fields) :]):
        return Row(line, {}, f"{len(cells)} cells where the header has {len(header.fields)}")
    pairs = zip(header.fields, cells, strict=False)
    return Row(line, {field: cell.strip() for field, cell in pairs if field is not None})


def _matched(names: list[str], columns: Mapping[str, tuple[str, ...]]) -> Header:
    field_of = {name: field for field, known in columns.items() for name in known}
    fields: list[str | None] = []
    for name in names:
        field = field_of.get("_".join(name.strip().lower().replace("-", " ").split()))
        if field in fields and field is not None:
            raise UnreadableFile(f"Two columns of the header mean {field}: {', '.join(names)}")
        fields.append(field)
    ignored = tuple(name for name, field in zip(names, fields, strict=True) if field is None and name.strip())
    return Header(tuple(fields), ignored)
