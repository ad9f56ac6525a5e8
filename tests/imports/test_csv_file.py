"""Reading CSV files as people really have them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.csv_file import Row, UnreadableFile, encoding_of, open_csv

COLUMNS = {"phone": ("phone", "电话"), "name": ("name", "姓名"), "notes": ("notes", "备注")}


def _rows(path: Path, content: str | bytes) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(open_csv(path, COLUMNS, {"phone"}).rows())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def test_english_and_chinese_headers_mean_the_same_in_any_order_and_case(path: Path) -> None:
    expected = [Row(2, {"phone": "138", "name": "王"})]
    assert _rows(path, "Phone,NAME\n138,王\n") == expected
    assert _rows(path, "姓名, 电话 \r\n王,138\r\n") == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found(encoding: str, path: Path) -> None:
    rows = _rows(path, "电话,姓名\n138,王小明\n139,李娜\n".encode(encoding))
    assert [row.cells["name"] for row in rows] == ["王小明", "李娜"]


def test_one_spoilt_line_does_not_change_the_encoding_of_the_others(path: Path) -> None:
    good = "137,赵六\n".encode()
    rows = _rows(path, "电话,姓名\n138,王小明\n".encode() + b"139,\xff\xfe\n" + good)
    assert [row.cells.get("name") for row in rows] == ["王小明", None, "赵六"]
    assert rows[1].problem == "the line is not valid text in the file's encoding"
    assert rows[1].line == 3


def test_a_quote_that_is_never_closed_spoils_its_own_line_only(path: Path) -> None:
    many = "".join(f"13800000{count:03d},客户\n" for count in range(50))
    rows = _rows(path, f'phone,name\n138,"王\n{many}')
    assert rows[0] == Row(2, {}, "a quote is opened and never closed")
    assert len(rows) == 51
    assert all(row.problem is None for row in rows[1:])


def test_an_open_quote_near_the_end_spoils_its_own_line_only(path: Path) -> None:
    rows = _rows(path, 'phone,name\n138,"王\n139,李')
    assert [row.problem is None for row in rows] == [False, True]


def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks(path: Path) -> None:
    rows = _rows(path, 'phone,notes\n138,"一,二\n""三"""\n139,四\n')
    assert [(row.line, row.cells["notes"]) for row in rows] == [(2, '一,二\n"三"'), (4, "四")]


def test_lines_are_counted_as_an_editor_counts_them(path: Path) -> None:
    rows = _rows(path, "phone\n\n138\n\n\n139\n")
    assert [(row.line, row.cells["phone"]) for row in rows] == [(3, "138"), (6, "139")]


def test_too_many_cells_are_a_bad_row_and_too_few_are_empty(path: Path) -> None:
    rows = _rows(path, "phone,name\n138,王,x\n139\n137,李,\n")
    assert rows[0].problem == "3 cells where the header has 2"
    assert rows[1].cells == {"phone": "139"}
    assert rows[2].cells == {"phone": "137", "name": "李"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "has no header line"),
        ("\n\n", "has no header line"),
        ("name,notes\n王,x\n", "has no column for phone (phone, 电话)"),
        ("phone,电话\n1,2\n", "Two columns of the header mean phone"),
    ],
)
def test_a_file_without_a_usable_header_is_refused_as_a_whole(content: str, said: str, path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        _rows(path, content)
    assert said in str(refused.value)


def test_columns_nobody_asked_for_are_named(path: Path) -> None:
    path.write_text("phone,shoe size\n138,43\n")
    assert open_csv(path, COLUMNS, {"phone"}).header.ignored == ("shoe size",)


@given(content=st.binary(max_size=300))
def test_no_file_of_bytes_breaks_the_reader(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    path.write_bytes(b"phone,name,notes\n" + content)
    assert encoding_of(path) in {"utf-8-sig", "gb18030"}
    for row in open_csv(path, COLUMNS, {"phone"}).rows():
        assert row.problem or row.cells.keys() <= {"phone", "name", "notes"}
