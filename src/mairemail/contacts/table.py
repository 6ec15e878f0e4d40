"""A table on disk: its encoding, its delimiter, its header, its rows one by one."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from mairemail.contacts.formulas import restored
from mairemail.contacts.header import LOOKED_AT, header_place, layout_of
from mairemail.contacts.lines import EndlessLineError, lines_of
from mairemail.contacts.workbook import is_workbook, read_sheet
from mairemail.errors import ContactsError, MissingFileError, UsageError
from mairemail.files import (
    PDF_START,
    cannot_read,
    is_ordinary,
    is_there,
    no_ordinary_file,
)
from mairemail.language import _, interface_language

# JSON, HTML and XML, which decode as well as any table.
_NO_TABLE = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\[]|<[!?a-zA-Z])')
# An accent of MacRoman in a word; a file of octets has control characters as well.
_MAC_WORD = re.compile("[a-z][éèêëàâçôîïûù]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CHUNK_OCTETS = 1 << 20
_SAMPLE_OCTETS = 1 << 16
# A cell of a spreadsheet holds at most 32,767 characters; a longer one is a quotation
# mark that was never closed.
_CELL_LIMIT = 1 << 17
# A sheet has as many columns, and a sixteenth of these rows.
_MOST_COLUMNS = 1 << 14
_MOST_ROWS = 1 << 24
_MOST_OCTETS = 1 << 30


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row of a table.

    Attributes:
        number: As a spreadsheet shows it: blank rows and what stands above the header
            count; a line break inside a quoted cell and a line `sep=;` do not.
        cells: Without the white space around them, and without the apostrophe that
            keeps a spreadsheet program from running a formula.
    """

    number: int
    cells: list[str]


def read_rows(path: Path, *, shown_as: str, sheet: str | None = None) -> Iterator[Row]:
    """
    Read a table row by row, the header first, blank rows skipped.

    Understood: CSV with comma, semicolon, tab or bar; UTF-8 with or without BOM,
    UTF-16, else Windows-1252, the encoding of French spreadsheets; .xlsx, .xls and
    .ods, known by what is in the file. What stands above the header is skipped: a
    line `sep=;`, lines that begin with %, titles. A table without header comes whole.

    Args:
        path: The file.
        shown_as: What errors call it.
        sheet: Which sheet of a spreadsheet; None for the first that fits.

    Raises:
        MissingFileError: There is no such file, or it may not be read.
        ContactsError: The file is empty, no table, far too large for a list, or broken
            by a quotation mark.
        UsageError: There is a sheet to be read and the file has none.
    """
    try:
        if is_there(path) and not is_ordinary(path):
            raise _folder(shown_as) if path.is_dir() else no_ordinary_file(shown_as)
        if path.stat().st_size > _MOST_OCTETS:
            raise _too_long(shown_as)
        if is_workbook(_start_of(path)):
            yield from _read_workbook(path, shown_as=shown_as, sheet=sheet)
            return
        if sheet is not None:
            raise UsageError(
                _("--sheet: {file} is no spreadsheet, and has no sheets").format(
                    file=shown_as
                ),
                hint=_("Leave it out, or give the .xlsx, .xls or .ods file"),
            )
        encoding = _encoding_of(path, shown_as=shown_as)
        with path.open(encoding=encoding, newline="") as file:
            yield from _parse(file, shown_as=shown_as)
    except FileNotFoundError as err:
        raise MissingFileError(
            _("There is no file {file}").format(file=shown_as),
            hint=_("Put the list of contacts there, or name another with --contacts"),
        ) from err
    except OSError as err:
        raise cannot_read(shown_as, err) from err
    except UnicodeError as err:
        # All of it was in that encoding a moment ago.
        raise ContactsError(
            _("{file} changed while it was read").format(file=shown_as),
            hint=_("Try again when no other program is saving it"),
        ) from err


def _folder(shown_as: str) -> MissingFileError:
    return MissingFileError(
        _("{file} is a folder").format(file=shown_as),
        hint=_("Give the list that is in it, such as {example}").format(
            example=Path(shown_as) / "contacts.csv"
        ),
    )


def delimiter_in(path: Path, *, shown_as: str) -> str:
    """
    Give what separates the cells of a table, one that `read_rows` can read.

    For a spreadsheet, what a program that speaks our language expects.

    Raises:
        ContactsError: It is no text.
    """
    if is_workbook(_start_of(path)):
        return usual_delimiter()
    with path.open(encoding=_encoding_of(path, shown_as=shown_as), newline="") as file:
        return layout_of(file.read(_SAMPLE_OCTETS)).delimiter


def usual_delimiter() -> str:
    """Give the delimiter at which spreadsheet programs in our language cut cells."""
    return ";" if interface_language() == "fr" else ","


def _read_workbook(path: Path, *, shown_as: str, sheet: str | None) -> Iterator[Row]:
    found = read_sheet(path, shown_as=shown_as, sheet=sheet)
    rows = (Row(number, list(map(restored, cells))) for number, cells in found)
    first = list(islice(rows, LOOKED_AT))
    if not first:
        raise empty_table(shown_as)
    yield from first[header_place([row.cells for row in first]) or 0 :]
    yield from rows


def empty_table(shown_as: str) -> ContactsError:
    """Say that a table has no rows at all."""
    return ContactsError(
        _("{file} is empty").format(file=shown_as),
        hint=_("Its first row names the columns; one of them is email"),
    )


def _parse(file: IO[str], *, shown_as: str) -> Iterator[Row]:
    csv.field_size_limit(_CELL_LIMIT)
    sample = file.read(_SAMPLE_OCTETS)
    file.seek(0)
    if not sample.strip():
        raise empty_table(shown_as)
    layout = layout_of(sample)
    for _line in range(layout.lines):
        file.readline()
    reader = csv.reader(lines_of(file), delimiter=layout.delimiter, strict=True)
    first = layout.lines - layout.hidden_lines
    rows = _numbered(reader, first, shown_as=shown_as)
    yield from islice(rows, layout.header, None)


def _numbered(
    reader: Iterator[list[str]], above: int, *, shown_as: str
) -> Iterator[Row]:
    """Give the rows that say something, counted on from those above."""
    for number in range(above + 1, _MOST_ROWS):
        cells = _next_cells(reader, number, shown_as=shown_as)
        if cells is None:
            return
        cells = [cell.strip() for cell in cells]
        if "'" in "".join(cells):
            cells = [restored(cell) for cell in cells]
        if any(cells):
            yield Row(number, cells)
    raise _too_long(shown_as)


def _next_cells(
    reader: Iterator[list[str]], number: int, *, shown_as: str
) -> list[str] | None:
    try:
        cells = next(reader, None)
    except csv.Error as err:
        raise ContactsError(
            _("{file}, row {row}: a quotation mark is not closed").format(
                file=shown_as, row=number
            ),
            hint=_(
                "Open the file in a spreadsheet and save it again as CSV; inside "
                'a quoted cell each " is written twice'
            ),
        ) from err
    except EndlessLineError as err:
        raise _too_wide(shown_as, number) from err
    if cells is not None and len(cells) > _MOST_COLUMNS:
        raise _too_wide(shown_as, number)
    return cells


def _too_wide(shown_as: str, number: int) -> ContactsError:
    return ContactsError(
        _("{file}, row {row}: no row of a list is as long as this one").format(
            file=shown_as, row=number
        ),
        hint=_(
            "Check that it is the list you mean: a row has {count} cells at most"
        ).format(count=_MOST_COLUMNS),
    )


def _too_long(shown_as: str) -> ContactsError:
    return ContactsError(
        _("{file} holds far more than a list of people").format(file=shown_as),
        hint=_("Check that it is the list you mean"),
    )


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _hold_to_table(start: bytes, shown_as: str) -> None:
    """Refuse what begins as something else than a table does."""
    if start.startswith(PDF_START):
        raise ContactsError(
            _("{file} is a PDF, not a table").format(file=shown_as),
            hint=_(
                "Ask for the list as a spreadsheet, or copy its table into one and "
                "save it as CSV (UTF-8)"
            ),
        )
    if _NO_TABLE.match(start):
        raise ContactsError(
            _("{file} is a web page or data for programs, not a table").format(
                file=shown_as
            ),
            hint=_(
                "Open it in your spreadsheet program and save it as CSV (UTF-8); if it "
                "is official open data: mairemail contacts find --from FILE"
            ),
        )


def _encoding_of(path: Path, *, shown_as: str) -> str:
    start = _start_of(path)
    _hold_to_table(start, shown_as)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start[1:2] == b"\0" or start[:1] == b"\0":
        candidates = ["utf-16-le" if start[1:2] == b"\0" else "utf-16-be"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    word = _mac_roman_word(path)
    if word:
        raise ContactsError(
            _(
                "{file}, line {line}: “{text}” was saved in MacRoman, the encoding of "
                "old Macintosh programs"
            ).format(file=shown_as, line=word[0], text=word[1]),
            hint=_("Save it again as “CSV UTF-8”: accents would come out wrong"),
        )
    raise ContactsError(
        _("{file} is not a text file that can be read").format(file=shown_as),
        hint=_("Open it in your spreadsheet program and save it as CSV (UTF-8)"),
    )


def _mac_roman_word(path: Path) -> tuple[int, str] | None:
    """Give the first word that only MacRoman explains, with its line, or None."""
    with path.open("rb") as file:
        text = file.read(_SAMPLE_OCTETS).decode("mac_roman")
    found = None if _CONTROL.search(text) else _MAC_WORD.search(text)
    if found is None:
        return None
    # Its lines end with CR.
    line = len(f"{text[: found.start()]}.".splitlines())
    words = re.findall(r"\w+", text[: found.end() + 40].splitlines()[line - 1])
    return line, next((word for word in words if _MAC_WORD.search(word)), found[0])


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(_CHUNK_OCTETS):
                pass
    except UnicodeError:
        return False
    return True
