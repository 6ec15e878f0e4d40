"""Whether what came is the data set that was asked for."""

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path

from mairemail.contacts.header_row import named
from mairemail.language import _
from mairemail.open_data.files import kind_of
from mairemail.open_data.source import Source
from mairemail.open_data.tabular import Table

_PIECE = 1 << 16
_GZIP = b"\x1f\x8b"
# Tables shrink to a sixth; far more is made to fill a disk or a memory.
_MOST_EXPANSION = 10


def fault_in_file(path: Path, source: Source) -> str | None:
    """
    Say why a file that has come is not what was asked for, None where it is.

    Args:
        path: The file, under whatever name.
        source: The data set; unpacked it may be ten times as large as a download.
    """
    return _fault_in_octets(path, source) or _fault_in_kind(path, source)


def _fault_in_octets(path: Path, source: Source) -> str | None:
    with path.open("rb") as file:
        start = file.read(_PIECE)
    if not start.strip():
        return _("it is empty")
    if _is_markup(start):
        return _("it is a web page")
    if source.file_name.endswith(".gz"):
        return _fault_in_gzip(path, _MOST_EXPANSION * source.limit_octets)
    is_text = b"\0" not in start and not start.startswith(_GZIP)
    return None if is_text else _("it is no text")


def _fault_in_kind(path: Path, source: Source) -> str | None:
    kind = kind_of(path)
    if kind == source.name:
        return None
    if kind:
        return _("it is the data set {name}").format(name=kind)
    columns = named(Table(path).titles)
    if not columns:
        return _("it is no table that is known")
    return _("its columns are: {columns}").format(columns=columns)


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
