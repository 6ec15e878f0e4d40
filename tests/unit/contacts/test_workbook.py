"""Spreadsheets as they come."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from mairemail.contacts.table import read_rows
from mairemail.contacts.workbook import text_of
from mairemail.errors import ContactsError, UsageError
from tests.unit.contacts.workbooks import write_doc, write_docx, write_odt, write_xlsx
from tests.unit.material import read_table

_HERE = Path(__file__).parent
_LIST = [["email", "nom"], ["a@lilas.example", "Besson"]]


@pytest.mark.parametrize(
    "name", ["made_by_libreoffice.xlsx", "made_by_libreoffice.ods"]
)
def test_what_a_spreadsheet_program_saved_is_read(name: str) -> None:
    """A town's secretary saves in the program's own form."""
    header, first, *_rest = read_table(_HERE / name)
    assert header.cells[8] == "Courriel"
    assert first.cells[7:11] == [
        "31000", "mairie@exemple.invalid", "01 23 45 67 89", "2026-03-22",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1004.0, "1004"),
        (0.5, "0.5"),
        (" Lilas ", "Lilas"),
        ("", ""),
        (datetime.date(2026, 3, 22), "2026-03-22"),
        (datetime.datetime(2026, 3, 22, tzinfo=None), "2026-03-22"),  # noqa: DTZ001 - a spreadsheet's have none
        (datetime.datetime(2026, 3, 22, 9, 30), "2026-03-22 09:30:00"),  # noqa: DTZ001 - a spreadsheet's have none
    ],
)
def test_cell_becomes_the_text_a_person_sees(cell: object, text: str) -> None:
    """No 1004.0 for a code, no midnight after a date."""
    assert text_of(cell) == text


def test_first_sheet_with_an_address_column_is_taken(tmp_path: Path) -> None:
    """The first sheet is often an explanation."""
    path = write_xlsx(
        tmp_path / "a.xlsx", {"Lisez-moi": [["Liste des maires"]], "Maires": _LIST}
    )
    assert [row.cells for row in read_table(path)] == _LIST


def test_named_sheet_is_taken(tmp_path: Path) -> None:
    """Last year's sheet stands before this year's."""
    path = write_xlsx(tmp_path / "a.xlsx", {"2025": _LIST, "2026": _LIST[:1]})
    assert len(list(read_rows(path, shown_as="a.xlsx", sheet="2026"))) == 1


def test_unknown_sheet_is_refused_with_those_there_are(tmp_path: Path) -> None:
    """The name is easily mistyped."""
    path = write_xlsx(tmp_path / "a.xlsx", {"Maires": _LIST})
    with pytest.raises(ContactsError) as caught:
        list(read_rows(path, shown_as="a.xlsx", sheet="maires"))
    assert "Maires" in (caught.value.hint or "")


def test_sheet_of_a_file_without_sheets_is_refused(tmp_path: Path) -> None:
    """Whoever asks for one has a spreadsheet in mind, and took another file."""
    path = tmp_path / "a.csv"
    path.write_text("email\nmairie@lilas.example\n", encoding="utf-8")
    with pytest.raises(UsageError):
        list(read_rows(path, shown_as="a.csv", sheet="Maires"))


def test_row_number_counts_titles_and_blank_rows(tmp_path: Path) -> None:
    """A finding must lead to the row that the spreadsheet program shows."""
    path = write_xlsx(
        tmp_path / "a.xlsx", {"A": [["Maires au 1er mars"], [""], *_LIST]}
    )
    assert [row.number for row in read_table(path)] == [3, 4]


def test_sheet_without_cells_is_named_as_empty(tmp_path: Path) -> None:
    """The wrong file was saved."""
    with pytest.raises(ContactsError, match="empty"):
        read_table(write_xlsx(tmp_path / "a.xlsx", {"A": []}))


@pytest.mark.parametrize("make", [write_docx, write_odt, write_doc])
def test_a_text_document_is_called_one(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    """The list came in a letter: no spreadsheet program helps, pasting does."""
    with pytest.raises(ContactsError, match="text document") as caught:
        read_table(make(tmp_path / "liste.xlsx"))
    assert "contacts import -" in (caught.value.hint or "")


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_damaged_spreadsheet_is_refused_with_what_to_do(
    tmp_path: Path, start: bytes
) -> None:
    """Also one locked with a password looks so."""
    path = tmp_path / "contacts.csv"
    path.write_bytes(start + bytes(range(256)))
    with pytest.raises(ContactsError, match="cannot be opened"):
        read_table(path)
