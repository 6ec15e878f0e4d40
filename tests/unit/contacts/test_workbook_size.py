"""Spreadsheets that would fill the memory, and good ones that look like them."""

import struct
import zipfile
from pathlib import Path

import pytest

from mairemail.contacts.table import read_rows
from mairemail.errors import ContactsError
from tests.unit.contacts.workbooks import (
    SHEET_TYPE,
    worksheet,
    write_ods,
    write_raw_xlsx,
)
from tests.unit.material import read_table

_HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>'
_ODS_CELL = (
    '<table:table-cell office:value-type="string"><text:p>email</text:p>'
    "</table:table-cell>"
)
_ODS_HEADER = f"<table:table-row>{_ODS_CELL}</table:table-row>"
_ODS_NUMBER = '<table:table-cell office:value-type="float" office:value="1"'


def _blank_rows(count: int) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{count}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )


def _with_false_size(path: Path, real: int, told: int) -> Path:
    """Tell another size of the entry that has this one, in both its headers."""
    data = path.read_bytes()
    assert data.count(struct.pack("<I", real)) == 2
    path.write_bytes(data.replace(struct.pack("<I", real), struct.pack("<I", told)))
    return path


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>',
        '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>',
        '<row r="2"><c  s="1"\tr = \'XFD1048576\'\n><v>1</v></c></row>',
        '<row r="2"><x:c xmlns:x="a" r="XFD1048576"><x:v>1</x:v></x:c></row>',
        '<row r="1048576"><c><v>1</v></c></row><row><c r="XFD2"><v>1</v></c></row>',
        f"<row>{'<c><v/></c>' * 5000}</row>{'<row><c><v>1</v></c></row>' * 5000}",
    ],
)
def test_a_cell_far_away_is_refused(tmp_path: Path, rows: str) -> None:
    """What lies between would take all memory, and end the program."""
    path = write_raw_xlsx(tmp_path / "a.xlsx", {"A": worksheet(_HEADER + rows)})
    with pytest.raises(ContactsError, match="far more"):
        read_table(path)


@pytest.mark.parametrize("place", ["ZZZZZZZZZZZZ9", "A99999999999999", "A", ""])
def test_a_cell_that_is_nowhere_is_refused(tmp_path: Path, place: str) -> None:
    """No program wrote it."""
    rows = f'<row r="2"><c r="{place}"><v>1</v></c></row>'
    path = write_raw_xlsx(tmp_path / "a.xlsx", {"A": worksheet(_HEADER + rows)})
    with pytest.raises(ContactsError):
        read_table(path)


def test_an_encoding_that_is_none_is_of_no_weight(tmp_path: Path) -> None:
    """Spreadsheets are in UTF-8."""
    rows = _HEADER + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    sheet = f'<?xml version="1.0" encoding="none"?>{worksheet(rows)}'
    assert len(read_table(write_raw_xlsx(tmp_path / "a.xlsx", {"A": sheet}))) == 1


def test_many_sheets_are_counted_together(tmp_path: Path) -> None:
    """Each is read to see which holds the list."""
    sheet = worksheet(_HEADER + '<row r="99999"><c r="Z99999"><v>1</v></c></row>')
    path = write_raw_xlsx(tmp_path / "a.xlsx", {str(n): sheet for n in range(9)})
    with pytest.raises(ContactsError, match="far more"):
        read_table(path)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
        '<row r="1048576" spans="1:16384"/>',
        '<row r="9"><x:c xmlns:x="a" r="A9" s="1"/></row>',
    ],
)
def test_a_cell_that_only_looks_nice_is_no_part_of_the_list(
    tmp_path: Path, rows: str
) -> None:
    """Whole columns are given a colour."""
    path = write_raw_xlsx(tmp_path / "a.xlsx", {"A": worksheet(_HEADER + rows)})
    assert len(read_table(path)) == 1


def test_a_size_that_a_sheet_tells_of_itself_is_not_believed(tmp_path: Path) -> None:
    """Programs write it, and nobody needs it."""
    sheet = worksheet(_HEADER).replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    assert len(read_table(write_raw_xlsx(tmp_path / "a.xlsx", {"A": sheet}))) == 1


def test_a_false_count_of_texts_is_refused(tmp_path: Path) -> None:
    """Room is made for as many as are said to come."""
    for count in ("4294967295", "+99999999"):
        path = write_raw_xlsx(
            tmp_path / "a.xlsx",
            {"A": worksheet(_HEADER)},
            others={"xl/sharedStrings.xml": f'<sst uniqueCount = "{count}"></sst>'},
        )
        with pytest.raises(ContactsError, match="far more"):
            read_table(path)


def test_a_long_text_in_thousands_of_cells_is_refused(tmp_path: Path) -> None:
    """The file holds it once."""
    text = f'<sst xmlns="{SHEET_TYPE}"><si><t>{"a" * 300_000}</t></si></sst>'
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 6000)
    )
    path = write_raw_xlsx(
        tmp_path / "a.xlsx",
        {"A": worksheet(_HEADER + rows)},
        others={"xl/sharedStrings.xml": text},
    )
    with pytest.raises(ContactsError, match="far more"):
        read_table(path)


@pytest.mark.parametrize(
    "rows",
    [
        # Each is repeated less than calamine allows, all together much more.
        f'<table:table-row table:number-rows-repeated="1000000000">{_ODS_CELL}'
        f"{_ODS_NUMBER} table:number-columns-repeated="
        '"1000000000"/></table:table-row>',
        f'<table:table-row>{_ODS_CELL}<table:table-cell table:number-columns-repeated="'
        f'16000"/>{_ODS_CELL}</table:table-row>{_blank_rows(1_048_000)}{_ODS_HEADER}',
        f"<table:table-row>{_ODS_CELL}{_ODS_NUMBER} table:number-columns-repeated="
        f"'+16000'/></table:table-row>{_ODS_HEADER * 2000}",
        '<table:table-row table:number-rows-repeated="1000">'
        + _ODS_CELL.replace("email", "a" * 2_000_000)
        + "</table:table-row>",
        "<table:table-row>"
        + _ODS_CELL.replace("email", "a" * 2_000_000).replace(
            "cell ", 'cell table:number-columns-repeated="1000" ', 1
        )
        + "</table:table-row>",
    ],
)
def test_what_is_repeated_a_milliard_times_is_refused(
    tmp_path: Path, rows: str
) -> None:
    """A file of a kilobyte must not fill the memory."""
    with pytest.raises(ContactsError, match="far more"):
        read_table(write_ods(tmp_path / "a.ods", _ODS_HEADER + rows))


@pytest.mark.parametrize("count", [1_048_575, 1_000_000_000])
def test_blank_rows_at_the_end_are_no_part_of_the_list(
    tmp_path: Path, count: int
) -> None:
    """LibreOffice writes them, up to the last row that a sheet can have."""
    table = _ODS_HEADER + _blank_rows(count)
    assert len(read_table(write_ods(tmp_path / "a.ods", table, table))) == 1


@pytest.mark.parametrize("told", [1, 2**32 - 2])
def test_a_file_that_lies_about_its_size_is_refused(tmp_path: Path, told: int) -> None:
    """Of a few kilobytes come gigabytes."""
    table = _ODS_HEADER + _blank_rows(123_456)
    path = write_ods(tmp_path / "a.ods", table)
    with zipfile.ZipFile(path) as file:
        real = file.getinfo("content.xml").file_size
    with pytest.raises(ContactsError):
        read_table(_with_false_size(path, real, told))


@pytest.mark.parametrize("sheet", [None, "A"])
@pytest.mark.parametrize("value", ["-1e300", "1e300"])
def test_a_panic_of_the_reader_is_a_damaged_file(
    tmp_path: Path, value: str, sheet: str | None
) -> None:
    """It is no exception to Python, and would end in a traceback."""
    rows = f'<row r="2"><c r="A2" s="1"><v>{value}</v></c></row>'
    styles = (
        f'<styleSheet xmlns="{SHEET_TYPE}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="46"/></cellXfs></styleSheet>'
    )
    path = write_raw_xlsx(
        tmp_path / "a.xlsx",
        {"A": worksheet(_HEADER + rows)},
        others={"xl/styles.xml": styles},
    )
    with pytest.raises(ContactsError, match="cannot be opened"):
        list(read_rows(path, shown_as="a.xlsx", sheet=sheet))
