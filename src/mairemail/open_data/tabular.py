"""Tables as producers publish them, read row by row, their columns found by name."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO, TextIOWrapper
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple, cast

from mairemail.contacts.fields import slug
from mairemail.contacts.header_row import named
from mairemail.contacts.lines import EndlessLineError, lines_of
from mairemail.errors import ContactsError, MissingFileError
from mairemail.files import is_ordinary, is_there, no_ordinary_file, reason_of
from mairemail.language import _

# The names that a column goes by, as slugs, under the name that we give it.
Aliases = Mapping[str, Sequence[str]]

_GZIP = b"\x1f\x8b"
_SAMPLE_OCTETS = 1 << 20
# The Senate's preamble, lines of %, is the longest there is: 31.
_LINES_LOOKED_AT = 100
_FEWEST_COLUMNS = 5


@contextmanager
def open_octets(path: Path) -> Iterator[IO[bytes]]:
    """
    Open a file for reading, unpacked where it is gzip.

    Raises:
        MissingFileError: It is not there or may not be read.
    """
    with _opened(path) as file:
        try:
            is_gzip = file.read(2) == _GZIP
            file.seek(0)
        except OSError as err:
            raise _unreadable(path, err) from err
        if not is_gzip:
            yield file
            return
        with gzip.open(file) as unpacked:
            yield cast(IO[bytes], unpacked)


def _opened(path: Path) -> IO[bytes]:
    # A pipe would be waited for; it cannot be read twice either.
    if is_there(path) and not is_ordinary(path):
        raise no_ordinary_file(str(path))
    try:
        return path.open("rb")
    except OSError as err:
        raise _unreadable(path, err) from err


def _unreadable(path: Path, err: Exception) -> MissingFileError:
    reason = reason_of(err) if isinstance(err, OSError) else None
    return MissingFileError(
        _("{file} cannot be read: {reason}").format(file=path, reason=reason or err),
        hint=_("Check that it is a file and that you may read it"),
    )


class Line(NamedTuple):
    """A row: the number of its last line in the file, and its cells by our names."""

    number: int
    cells: dict[str, str]


class Table:
    """
    A CSV file, perhaps of gzip, its header found below titles and preambles.

    Understood: semicolon, tab or comma; UTF-8 with or without BOM, else Windows-1252.

    Attributes:
        titles: The header's cells as they stand there; none where it is no table.
    """

    def __init__(self, path: Path) -> None:
        """
        Look at the first lines.

        Raises:
            MissingFileError: The file cannot be read.
        """
        self._path = path
        with open_octets(path) as file:
            start = read_start(file, path)
        self._encoding = _encoding_of(start)
        text = start.decode(self._encoding, "replace")
        self._lines_above, self._delimiter, self.titles = _header_in(text)
        self._places = {slug(title): at for at, title in enumerate(self.titles)}

    def has(self, names: Sequence[str]) -> bool:
        """Tell whether there is a column called one of these slugs."""
        return any(name in self._places for name in names)

    def rows(self, aliases: Aliases, *, optional: Aliases) -> Iterator[Line]:
        """
        Give each row's cells under our names; a short row comes with empty cells.

        Args:
            aliases: The columns that must be there.
            optional: Those that need not: their cells are empty then.

        Raises:
            ContactsError: A column is missing, a quotation mark is not closed, or there
                is an octet that the encoding does not have.
        """
        names = [*aliases, *optional]
        places = [
            self._place(alias) for alias in (*aliases.values(), *optional.values())
        ]
        missing = [
            name for name, at in zip(aliases, places, strict=False) if at is None
        ]
        if missing:
            raise self.unknown_layout([aliases[name][0] for name in missing])
        width = len(self.titles)
        pick = itemgetter(*(width if at is None else at for at in places))
        with (
            open_octets(self._path) as file,
            TextIOWrapper(file, encoding=self._encoding, newline="") as text,
        ):
            yield from self._cut(text, names, pick, width)

    def _cut(
        self,
        text: TextIOWrapper,
        names: list[str],
        pick: Callable[[list[str]], tuple[str, ...]],
        width: int,
    ) -> Iterator[Line]:
        csv.field_size_limit(1 << 17)
        reader = csv.reader(lines_of(text), delimiter=self._delimiter, strict=True)
        above = self._lines_above + 1
        line = above
        try:
            for _line in range(above):
                text.readline()
            for row in reader:
                line = above + reader.line_num
                if not row:
                    continue
                cells = row[:width]
                cells += [""] * (width + 1 - len(cells))
                yield Line(line, dict(zip(names, pick(cells), strict=True)))
        except (
            csv.Error, EndlessLineError, UnicodeError, EOFError, OSError, zlib.error
        ) as err:  # fmt: skip
            is_endless = isinstance(err, EndlessLineError)
            raise ContactsError(
                _("{file} cannot be read beyond line {line}: {reason}").format(
                    file=self._path.name,
                    line=line,
                    reason=_("a line has no end") if is_endless else err,
                ),
                hint=_("Download it again: it is damaged, or it was saved anew"),
            ) from err

    def _place(self, names: Sequence[str]) -> int | None:
        return next(
            (self._places[name] for name in names if name in self._places), None
        )

    def unknown_layout(self, expected: Sequence[str]) -> ContactsError:
        """Give the error that names the columns there are and those expected."""
        return ContactsError(
            _("{file} is laid out in a way that is not known").format(
                file=self._path.name
            ),
            hint=_("Its columns are: {found}. Expected as well: {expected}").format(
                found=named(self.titles) or "-", expected=", ".join(expected)
            ),
        )


def read_start(file: IO[bytes], path: Path) -> bytes:
    """
    Read the first mebioctet.

    Raises:
        MissingFileError: It cannot be read, or not be unpacked.
    """
    try:
        return file.read(_SAMPLE_OCTETS)
    except (OSError, EOFError, zlib.error) as err:
        raise _unreadable(path, err) from err


def _encoding_of(start: bytes) -> str:
    # The sample may end within a character.
    whole_lines = start[: start.rfind(b"\n") + 1] or start
    try:
        whole_lines.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _header_in(text: str) -> tuple[int, str, list[str]]:
    """Give the number of lines above the header, the delimiter and the titles."""
    for above, line in enumerate(StringIO(text[: 1 << 16], newline="")):
        if above == _LINES_LOOKED_AT:
            break
        if line.startswith("%"):
            continue
        cut = [(delimiter, _cells(line, delimiter)) for delimiter in ";\t,"]
        delimiter, titles = max(cut, key=lambda one: len(one[1]))
        if len({slug(title) for title in titles} - {""}) >= _FEWEST_COLUMNS:
            return above, delimiter, titles
    return 0, ",", []


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error:
        return []
