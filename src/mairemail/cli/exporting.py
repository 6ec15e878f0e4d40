"""An exported ledger on its way to a file and back."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from mairemail.cli.pasted import STANDARD_INPUT
from mairemail.errors import CannotWriteError
from mairemail.files import cannot_read, cannot_write
from mairemail.language import _

# In characters: a message with some ten thousand events.
_LONGEST_LINE = 1 << 24


def write_new_file(path: Path, lines: Iterable[str]) -> int:
    """
    Write lines to a file that is not there yet, for its owner alone; give their number.

    The file has its name once it is whole.

    Raises:
        CannotWriteError: It is there already, or cannot be written.
    """
    _take_name(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        count = _write(part, lines)
        part.replace(path)
    except BaseException as err:
        for own in (part, path):
            with suppress(OSError):
                own.unlink()
        if isinstance(err, OSError):
            raise cannot_write(
                path,
                err,
                hint=_("Make room, or name a file in a folder you may write to"),
            ) from err
        raise
    return count


def _take_name(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as err:
        raise CannotWriteError(
            _("{path} is there already").format(path=path),
            hint=_("Name another file: nothing of yours is overwritten"),
        ) from err
    except OSError as err:
        raise cannot_write(
            path, err, hint=_("Make room, or name a file in a folder you may write to")
        ) from err


def _write(part: Path, lines: Iterable[str]) -> int:
    count = 0
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="ascii", newline="\n") as file:  # noqa: PTH123 - by its handle
        for line in lines:
            file.write(line + "\n")
            count += 1
        file.flush()
        os.fsync(handle)
    return count


@contextmanager
def read_lines(file: Path) -> Iterator[Iterable[str]]:
    """
    Give the lines of a file, or of standard input for `-`.

    What is no UTF-8 comes as lone surrogates, which no reader of JSON Lines takes.

    Raises:
        MissingFileError: It cannot be read.
    """
    if file == STANDARD_INPUT:
        yield _lines_of(sys.stdin) if sys.stdin else ()
        return
    try:
        with file.open(encoding="utf-8-sig", errors="surrogateescape") as text:
            yield _lines_of(text)
    except OSError as err:
        raise cannot_read(
            str(file),
            err,
            hint=_("Make it on the other computer: mairemail ledger export FILE"),
        ) from err


def _lines_of(text: TextIO) -> Iterator[str]:
    """Give line after line; one that is longer than any of ours is cut, and so bad."""
    return iter(lambda: text.readline(_LONGEST_LINE), "")
