"""A table on disk: its encoding, its delimiter, its rows one by one."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mairemail.contacts.fields import field_of
from mairemail.contacts.formulas import restored
from mairemail.errors import ContactsError, MissingFileError
from mairemail.language import _

DELIMITERS = ",;\t|"
_CHUNK_OCTETS = 1 << 20
_SAMPLE_OCTETS = 1 << 16
# A cell of a spreadsheet holds at most 32,767 characters; a longer one is a quotation
# mark that was never closed.
_CELL_LIMIT = 1 << 17


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row of a table.

    Attributes:
        number: As a spreadsheet shows it: blank rows count, and a line break inside a
            quoted cell does not.
        cells: Without the white space around them, and without the apostrophe that
            keeps a spreadsheet program from running a formula.
    """

    number: int
    cells: list[str]


def read_rows(path: Path, *, shown_as: str) -> Iterator[Row]:
    """
    Read a CSV file row by row, blank ones skipped.

    Understood: comma, semicolon, tab or bar; UTF-8 with or without BOM, UTF-16, else
    Windows-1252, the encoding of French spreadsheets.

    Args:
        path: The file.
        shown_as: What errors call it.

    Raises:
        MissingFileError: There is no such file, or it may not be read.
        ContactsError: The file is empty, no text, or broken by a quotation mark.
    """
    if path.exists() and not path.is_file():
        raise MissingFileError(
            _("{file} is no ordinary file").format(file=shown_as),
            hint=_("Check that it is a file and that you may read it"),
        )
    try:
        encoding = _encoding_of(path, shown_as=shown_as)
        with path.open(encoding=encoding, newline="") as file:
            yield from _parse(file, shown_as=shown_as)
    except FileNotFoundError as err:
        raise MissingFileError(
            _("There is no file {file}").format(file=shown_as),
            hint=_("Put the list of contacts there, or name another with --contacts"),
        ) from err
    except OSError as err:
        raise MissingFileError(
            _("{file} cannot be read: {reason}").format(
                file=shown_as, reason=err.strerror
            ),
            hint=_("Check that it is a file and that you may read it"),
        ) from err


def delimiter_in(path: Path, *, shown_as: str) -> str:
    """
    Give what separates the cells of a CSV file, one that `read_rows` can read.

    Raises:
        ContactsError: It is no text.
    """
    with path.open(encoding=_encoding_of(path, shown_as=shown_as), newline="") as file:
        return _delimiter_of(file.read(_SAMPLE_OCTETS))


def _parse(file: IO[str], *, shown_as: str) -> Iterator[Row]:
    sample = file.read(_SAMPLE_OCTETS)
    file.seek(0)
    if not sample.strip():
        raise ContactsError(
            _("{file} is empty").format(file=shown_as),
            hint=_("Its first row names the columns; one of them is email"),
        )
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(file, delimiter=_delimiter_of(sample), strict=True)
    number = 0
    while True:
        number += 1
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
        if cells is None:
            return
        cells = [cell.strip() for cell in cells]
        if "'" in "".join(cells):
            cells = [restored(cell) for cell in cells]
        if any(cells):
            yield Row(number, cells)


def _encoding_of(path: Path, *, shown_as: str) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK\x03\x04"):
        raise ContactsError(
            _("{file} is a spreadsheet, not a CSV file").format(file=shown_as),
            hint=_("Open it in your spreadsheet program and save it as CSV (UTF-8)"),
        )
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start[1:2] == b"\0" or start[:1] == b"\0":
        candidates = ["utf-16-le" if start[1:2] == b"\0" else "utf-16-be"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise ContactsError(
        _("{file} is not a text file that can be read").format(file=shown_as),
        hint=_("Open it in your spreadsheet program and save it as CSV (UTF-8)"),
    )


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(_CHUNK_OCTETS):
                pass
    except UnicodeError:
        return False
    return True


def _delimiter_of(sample: str) -> str:
    """
    Give the delimiter of a sample's header row.

    It is the one that leaves a cell called like an e-mail column; among several, or
    without one, the one that cuts the row into most cells.
    """

    def fitness(delimiter: str) -> tuple[bool, int]:
        cells = _first_row(sample, delimiter)
        return any(field_of(cell) == "email" for cell in cells), len(cells)

    return max(DELIMITERS, key=fitness)


def _first_row(sample: str, delimiter: str) -> list[str]:
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
    try:
        return next((cells for cells in reader if any(map(str.strip, cells))), [])
    except csv.Error:
        return []
