"""Whether what came is the data set that was asked for."""

import gzip
import zlib
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from io import BufferedIOBase
from pathlib import Path

from mairemail.contacts.fields import field_of
from mairemail.language import _

# Reads a file from its first octet, uncompressed, and says in words why it is not the
# data set; None where it is.
FaultIn = Callable[[BufferedIOBase], str | None]

_PIECE = 1 << 16
_MOST_LINES_ABOVE_HEADER = 20
# Tables shrink to a sixth; far more is made to fill a disk or a memory.
_MOST_EXPANSION = 10


def fault_in_file(
    path: Path, *, is_gzip: bool, limit_octets: int, fault_in: FaultIn
) -> str | None:
    """
    Say why a file that has come is not what was asked for, None where it is.

    Args:
        path: The file, under whatever name.
        is_gzip: Whether its data set is published as gzip.
        limit_octets: The largest download; unpacked it may be ten times as large.
        fault_in: What knows the data set.
    """
    with path.open("rb") as file:
        start = file.read(_PIECE)
    if not start:
        return _("it is empty")
    if _is_markup(start):
        return _("it is a web page")
    if not is_gzip:
        with path.open("rb") as file:
            return fault_in(file)
    if fault := _fault_in_gzip(path, _MOST_EXPANSION * limit_octets):
        return fault
    with gzip.open(path) as stream:
        return fault_in(stream)


def table_with(fields: Sequence[str]) -> FaultIn:
    """
    Give the test of a table of text whose header has a column for each field.

    Args:
        fields: Names of contacts.fields, under any name they go by there.
    """

    def fault_in(stream: BufferedIOBase) -> str | None:
        start = b""
        decoder = getincrementaldecoder("utf-8-sig")()
        is_utf8 = True
        for piece in _pieces(stream):
            start += piece[: _PIECE - len(start)]
            if b"\0" in piece:
                return _("it is no text")
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        text = start.decode("utf-8-sig" if is_utf8 else "cp1252", "replace")
        return _fault_in_text(text, fields)

    return fault_in


def _fault_in_text(text: str, fields: Sequence[str]) -> str | None:
    text = text.lstrip()
    if not text:
        return _("it is empty")
    if _is_markup(text.encode()):
        return _("it is a web page")
    if text[0] in "{[":
        return _("it is JSON, not a table")
    missing = min(
        (
            _missing(line, fields)
            for line in text.splitlines()[:_MOST_LINES_ABOVE_HEADER]
        ),
        key=len,
    )
    if missing:
        return _("it has no column for: {names}").format(names=", ".join(missing))
    return None


def _missing(line: str, fields: Sequence[str]) -> list[str]:
    cells = [line.split(delimiter) for delimiter in ";,\t"]
    found = {field_of(cell) for cell in max(cells, key=len)}
    return [field for field in fields if field not in found]


def _is_markup(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _fault_in_gzip(path: Path, limit_octets: int) -> str | None:
    """Unpack the whole file; its last octets hold a checksum of all (RFC 1952)."""
    octets = 0
    try:
        with gzip.open(path) as stream:
            for piece in _pieces(stream):
                octets += len(piece)
                if octets > limit_octets:
                    return _("it is far too large once unpacked")
    except EOFError:
        return _("its end is missing")
    except (gzip.BadGzipFile, zlib.error):
        return _("it is damaged, or no gzip file")
    return None


def _pieces(stream: BufferedIOBase) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece
