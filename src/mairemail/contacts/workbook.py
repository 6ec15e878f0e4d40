"""Spreadsheets: .xlsx, .xls and .ods files, read whole, their cells as text."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mairemail.contacts.fields import field_of
from mairemail.contacts.header import LOOKED_AT, header_place, holds_address
from mairemail.errors import ContactsError
from mairemail.files import document_in
from mairemail.language import _

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# Zip (xlsx, ods) and the compound file of Excel 97 (xls).
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def is_workbook(start: bytes) -> bool:
    """Tell from a file's first eight octets whether it is a spreadsheet."""
    return start.startswith(_SIGNATURES)


def read_sheet(
    path: Path, *, shown_as: str, sheet: str | None
) -> Iterator[tuple[int, list[str]]]:
    """
    Give the numbers and cells of the rows of one sheet that say something.

    Args:
        path: The spreadsheet.
        shown_as: What errors call it.
        sheet: The sheet's name; None for the first whose header names addresses, else
            the first that holds some, else the first.

    Raises:
        ContactsError: It is no spreadsheet, is locked, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    from mairemail.contacts.workbook_size import DamagedWorkbookError

    try:
        _hold_to_size(path, shown_as)
        workbook = CalamineWorkbook.from_path(str(path))
        rows = _choose(workbook, sheet, shown_as=shown_as)
    except (CalamineError, DamagedWorkbookError, OverflowError) as err:
        raise _no_spreadsheet(path, shown_as) from err
    except BaseException as err:
        # What calamine 0.9 raises at a date of the year -10^300: a class that is no
        # Exception and cannot be imported.
        if type(err).__name__ != "PanicException":
            raise
        raise _no_spreadsheet(path, shown_as) from err
    for number, cells in enumerate(rows, start=1):
        if any(cells):
            yield number, cells


def _no_spreadsheet(path: Path, shown_as: str) -> ContactsError:
    """Say what cannot be opened as a spreadsheet."""
    if document_in(path):
        return ContactsError(
            _("{file} is a text document (Word, LibreOffice Writer), no table").format(
                file=shown_as
            ),
            hint=_(
                "Copy the table in it, type the command and paste: mairemail contacts "
                "import -"
            ),
        )
    return ContactsError(
        _("{file} is a spreadsheet that cannot be opened").format(file=shown_as),
        hint=_(
            "It may be damaged or locked with a password: open it in your "
            "spreadsheet program and save it as CSV (UTF-8)"
        ),
    )


def _hold_to_size(path: Path, shown_as: str) -> None:
    from mairemail.contacts.workbook_size import is_too_large

    if is_too_large(path):
        raise ContactsError(
            _("{file} holds far more than a list of people").format(file=shown_as),
            hint=_(
                "Copy the rows and columns of the list into a new spreadsheet and save "
                "it as CSV (UTF-8): a cell far below or beside the list may be filled"
            ),
        )


def _choose(
    workbook: "CalamineWorkbook", sheet: str | None, *, shown_as: str
) -> list[list[str]]:
    names = workbook.sheet_names
    if sheet is not None and sheet not in names:
        raise ContactsError(
            _("{file} has no sheet called {name}").format(file=shown_as, name=sheet),
            hint=_("Its sheets are: {names}").format(names=", ".join(names)),
        )
    if not names:
        raise ContactsError(
            _("{file} is empty").format(file=shown_as),
            hint=_("Its first row names the columns; one of them is email"),
        )
    chosen = names if sheet is None else [sheet]
    sheets = (_rows_of(workbook.get_sheet_by_name(name)) for name in chosen)
    return max(sheets, key=_fitness)


def _rows_of(sheet: "CalamineSheet") -> list[list[str]]:
    rows = sheet.to_python(skip_empty_area=False)
    return [[text_of(cell) for cell in row] for row in rows]


def _fitness(rows: list[list[str]]) -> int:
    """Rank a sheet; of two that fit alike, `max` takes the first."""
    first = [row for row in rows[: 2 * LOOKED_AT] if any(row)][:LOOKED_AT]
    place = header_place(first)
    if place is not None and any(field_of(cell) == "email" for cell in first[place]):
        return 3
    if any(map(holds_address, first)):
        return 2
    return 1 if first else 0


def text_of(cell: object) -> str:
    """Give a cell as text: a whole number without `.0`, a date as 2026-03-22."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat(" ") if isinstance(cell, datetime.datetime) else (
            cell.isoformat()
        )  # fmt: skip
    return str(cell).strip()
