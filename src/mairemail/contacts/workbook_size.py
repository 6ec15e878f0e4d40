"""
How much a spreadsheet takes once it is unpacked, told before it is read whole.

A cell of a few octets may stand a milliard cells away from the next or be repeated as
often, and a small file may hold gigabytes of nothing. What reads spreadsheets makes
room for all of it, and a program for which there is no room is ended by the system.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

# Sixteen columns down to the last row of a sheet, or 30,000 rows of 500 columns.
_MOST_CELLS = 1 << 24
_MOST_OCTETS = 1 << 29
_MOST_UNUSUAL_OCTETS = 1 << 26
_PIECE = 1 << 20
_LONGEST_PART = 1 << 24
# The ways of packing that spreadsheets are packed in (APPNOTE 4.4.5).
_STORED_OR_DEFLATED = (0, 8)
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"

# A cell as Excel and LibreOffice write it, and the other ways.
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_BARE_CELL = re.compile(rb"<c[\t\r\n/>]")
# How many texts or styles there are, which room is made for at once: of eight digits.
_FALSE_COUNT = re.compile(rb"""ount\s*=\s*["']\s*\+?0*[1-9][0-9]{7}""")
_PLACE = re.compile(r"([A-Za-z]{1,9})([0-9]{1,12})")
_STRING = re.compile(rb"<(?:[^\s<>/]*:)?si(?![\w:.-])")
_REFERENCE = re.compile(
    rb"""\st\s{0,9}=\s{0,9}["']s["'][^>]{0,99}>\s{0,9}<[^>]{0,99}>\s{0,9}([0-9]{1,9})"""
)
_ROW = b"<table:table-row"
_END_OF_TABLE = b"</table:table>"
_ROWS_REPEATED = re.compile(rb"""number-rows-repeated\s*=\s*["']\+?([0-9]{0,12})""")
_CELLS_REPEATED = re.compile(rb"""number-columns-repeated\s*=\s*["']\+?([0-9]{0,12})""")
_WHOLE_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell[^<>]*+>(?:[^<]++|<(?!table:))*+"
)


class DamagedWorkbookError(Exception):
    """It cannot be unpacked, or is not written as a spreadsheet is."""


class _TooLargeError(Exception):
    """It takes more than a list of people can."""


class _Size(NamedTuple):
    """What a part takes: cells, those between others included, and octets of text."""

    cells: int = 0
    octets: int = 0


def is_too_large(path: Path) -> bool:
    """
    Tell whether a spreadsheet takes more than a list of people can.

    Raises:
        DamagedWorkbookError: It is no .xlsx and no .ods in good order.
        OSError: It cannot be read.
    """
    from xml.parsers.expat import ExpatError
    from zipfile import BadZipFile

    with path.open("rb") as file:
        # In the file of Excel 97, nothing is packed.
        if file.read(2) != b"PK":
            return False
        try:
            _refuse_too_large(file)
        except _TooLargeError:
            return True
        except (
            BadZipFile, EOFError, ExpatError, NotImplementedError, RuntimeError,
            ValueError, zlib.error,
        ) as err:  # fmt: skip
            raise DamagedWorkbookError from err
    return False


def _refuse_too_large(file: IO[bytes]) -> None:
    from zipfile import BadZipFile, ZipFile

    with ZipFile(file) as archive:
        entries = archive.infolist()
        if "xl/workbook.bin" in archive.namelist():
            # The binary twin of .xlsx, which no text of ours offers to read.
            raise BadZipFile
        if sum(entry.file_size for entry in entries) > _MOST_OCTETS:
            raise _TooLargeError
        sizes = [_size_of(archive, entry) for entry in entries]
        cells = sum(size.cells for size in sizes)
        octets = sum(size.octets for size in sizes)
        octets += _shared_octets(archive, entries, cells)
    if cells > _MOST_CELLS or octets > _MOST_OCTETS:
        raise _TooLargeError


def _size_of(archive: "ZipFile", entry: "ZipInfo") -> _Size:
    if entry.filename == "content.xml":
        return _size_of_tables(_parts(archive, entry, _ROW))
    size = _size_of_plain_sheet(_parts(archive, entry, b"<"))
    if size is None or size.cells > _MOST_CELLS:
        if entry.file_size > _MOST_UNUSUAL_OCTETS:
            raise _TooLargeError
        return _size_of_any_sheet(_pieces(archive, entry))
    return size


def _pieces(archive: "ZipFile", entry: "ZipInfo") -> Iterator[bytes]:
    """Unpack what is there, were it more than is said."""
    from copy import copy
    from zipfile import BadZipFile

    if entry.compress_type not in _STORED_OR_DEFLATED:
        raise BadZipFile
    unbound = copy(entry)
    unbound.file_size = _MOST_OCTETS
    left = entry.file_size
    with archive.open(unbound) as stream:
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise BadZipFile
            yield piece


def _parts(archive: "ZipFile", entry: "ZipInfo", mark: bytes) -> Iterator[bytes]:
    """Unpack into parts that begin with a mark, the first one apart."""
    rest = b""
    for piece in _pieces(archive, entry):
        rest += piece
        cut = rest.rfind(mark)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > _LONGEST_PART:
            raise _TooLargeError
    yield rest


def _size_of_plain_sheet(parts: Iterator[bytes]) -> _Size | None:
    """
    Give the size of a sheet of .xlsx, empty cells that only look nice included.

    None where cells are written in an unusual way; nothing for what is no sheet.
    """
    count = rows = columns = 0
    is_sheet, is_plain = False, True
    for part in parts:
        if _FALSE_COUNT.search(part):
            raise _TooLargeError
        is_sheet = is_sheet or b"sheetData" in part
        if not (is_sheet and is_plain):
            continue
        places = _PLAIN_CELL.findall(part)
        if (
            len(places) < part.count(b"<c ")
            or _PREFIXED_CELL.search(part)
            or _BARE_CELL.search(part)
        ):
            is_plain = False
        count += len(places)
        text = b" ".join(places)
        numbers = set(text.translate(None, _LETTERS).split())
        names = set(text.translate(None, _DIGITS).split())
        rows = max(rows, *map(int, numbers), 0)
        columns = max(columns, *(_column(name.decode()) for name in names), 0)
    # Several cells may say that they stand in one place.
    return _Size(cells=max(count, rows * columns)) if is_plain else None


def _place(text: str) -> tuple[int, int]:
    """
    Give the numbers of row and column of a cell.

    Raises:
        ValueError: It is no place in a sheet.
    """
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[2]), _column(found[1])


def _column(name: str) -> int:
    """Give the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in name.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _size_of_any_sheet(pieces: Iterator[bytes]) -> _Size:
    """Give the size of a sheet of .xlsx up to its last cell that says something."""
    from xml.parsers.expat import ParserCreate

    count = row = column = rows = columns = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, row, column, rows, columns
        kind = name.rpartition(":")[2]
        if kind == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif kind == "c":
            count += 1
            column += 1
            if "r" in attributes:
                row, column = _place(attributes["r"])
        elif kind in {"v", "is", "t"}:
            rows, columns = max(rows, row), max(columns, column)

    # calamine takes all for UTF-8, whatever the file says.
    parser = ParserCreate("utf-8")
    parser.StartElementHandler = start
    for piece in pieces:
        parser.Parse(piece)
    parser.Parse(b"", True)  # noqa: FBT003 - expat knows no keywords
    return _Size(cells=max(count, rows * columns))


def _shared_octets(archive: "ZipFile", entries: "list[ZipInfo]", cells: int) -> int:
    """Give the octets of the texts that .xlsx keeps once for all cells with them."""
    lengths: list[int] = []
    for entry in entries:
        if entry.filename.lower().endswith("sharedstrings.xml"):
            for part in _parts(archive, entry, b"<si"):
                lengths += map(len, _STRING.split(part)[1:])
                if len(lengths) > _MOST_CELLS:
                    raise _TooLargeError
    if max(lengths, default=0) * cells <= _MOST_OCTETS:
        return 0
    times = Counter(
        number
        for entry in entries
        for part in _parts(archive, entry, b"<c ")
        for number in _REFERENCE.findall(part)
    )
    return sum(
        lengths[int(number)] * count
        for number, count in times.items()
        if int(number) < len(lengths)
    )


def _size_of_tables(parts: Iterator[bytes]) -> _Size:
    """Give the size of the tables of .ods, each up to its last cell with content."""
    cells = octets = rows = blank_rows = columns = 0
    for part in parts:
        for piece in part.split(_ROW)[1:]:
            end = piece.find(_END_OF_TABLE)
            row = piece if end < 0 else piece[:end]
            filled = _filled(row)
            is_repeated = b"-repeated" in row
            times = (
                _repeats(_ROWS_REPEATED, row[: row.find(b">")]) if is_repeated else 1
            )
            if filled:
                rows += blank_rows + times
                blank_rows = 0
                columns = max(columns, _width(filled, is_repeated=is_repeated))
            else:
                blank_rows += times
            if is_repeated:
                octets += times * _octets(filled)
            if octets > _MOST_OCTETS or cells + rows * columns > _MOST_CELLS:
                raise _TooLargeError
            if end >= 0:
                cells += rows * columns
                rows = blank_rows = columns = 0
    return _Size(cells=cells + rows * columns, octets=octets)


def _filled(row: bytes) -> bytes:
    """Give a row up to its last cell that says something."""
    # A value stands in the tag, a text behind it.
    last = max(row.rfind(b"office:"), row.rfind(b"</table:table-cell"))
    return row[: row.find(b">", last) + 1] if last >= 0 else b""


def _width(row: bytes, *, is_repeated: bool) -> int:
    cells = row.count(b"<table:table-cell") + row.count(b"<table:covered-table-cell")
    if is_repeated:
        cells += sum(int(count) - 1 for count in _CELLS_REPEATED.findall(row))
    return cells


def _repeats(pattern: re.Pattern[bytes], tag: bytes) -> int:
    return max(map(int, pattern.findall(tag)), default=1)


def _octets(row: bytes) -> int:
    """
    Give the octets of the cells of a row, as often as they are repeated.

    Raises:
        ValueError: Not all of them can be told from each other.
    """
    cells = _WHOLE_CELL.findall(row)
    if len(cells) < _width(row, is_repeated=False):
        raise ValueError
    return sum(
        len(cell) * _repeats(_CELLS_REPEATED, cell)
        for cell in cells
        if not cell.endswith(b"/>") or b"office:" in cell
    )
