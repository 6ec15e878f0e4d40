"""What is wrong with a file, in the interface's language."""

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from mairemail.errors import CannotWriteError, MissingFileError
from mairemail.language import _

_NOT_ON_DISK = {("proc",), ("sys",)}
PDF_START = b"%PDF-"
# Word since 2007 and LibreOffice Writer, zip files that name their parts at the end and
# their kind at the beginning; Word 97, a compound file.
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OF_WORD = b"word/document"
_OF_WRITER = b"mimetypeapplication/vnd.oasis.opendocument.text"
_OF_WORD_97 = "WordDocument".encode("utf-16-le")
_LOOKED_AT_OCTETS = 1 << 16


class Document(StrEnum):
    """What is made to be read and printed, and is neither a text nor a table."""

    PDF = "pdf"
    OF_WORDS = "of words"


def reason_of(err: OSError) -> str:
    """Give why the system refused a file: in our words where it is a usual reason."""
    code = errno.errorcode.get(err.errno or 0, "")
    reasons = {
        "EACCES": _("access is not allowed"),
        "EDQUOT": _("the disk is full"),
        "EEXIST": _("it is there already"),
        "EIO": _("the disk does not answer"),
        "EISDIR": _("it is a folder"),
        "ELOOP": _("its links lead nowhere"),
        "EMFILE": _("too many files are open"),
        "ENAMETOOLONG": _("its name is too long"),
        "ENFILE": _("too many files are open"),
        "ENOENT": _("there is no such file or folder"),
        "ENOSPC": _("the disk is full"),
        "ENOTDIR": _("a part of its path is no folder"),
        "EPERM": _("access is not allowed"),
        "EROFS": _("the disk is read-only"),
    }
    return reasons.get(code) or err.strerror or str(err)


def is_ordinary(path: Path) -> bool:
    """
    Tell whether this is a file on a disk, whose end can be read.

    What looks like one in /proc shows the inside of this computer, passwords included;
    a device has no end, and a pipe waits for somebody.
    """
    try:
        is_file = path.is_file()
        place = path.resolve().parts[1:2]
    except (OSError, RuntimeError, ValueError):
        # A name that is too long, links that lead in a circle, a NUL.
        return False
    return is_file and not (os.name == "posix" and place in _NOT_ON_DISK)


def document_in(path: Path) -> Document | None:
    """
    Tell a PDF or the document of a word processor by what is in it, or nothing.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT_OCTETS)
        if start.startswith(PDF_START):
            return Document.PDF
        if not start.startswith((_ZIP, _COMPOUND)):
            return None
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _LOOKED_AT_OCTETS))
        end = file.read()
    is_of_words = (
        _OF_WRITER in start or _OF_WORD in end
        if start.startswith(_ZIP)
        else _OF_WORD_97 in start + end
    )
    return Document.OF_WORDS if is_of_words else None


def full_path(path: Path) -> Path:
    """Give a path from the root on, as it is where its links lead nowhere."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def may_be_there(path: Path) -> bool:
    """Tell whether something is there, also where only opening it can tell."""
    try:
        return path.exists()
    except OSError:
        # A name that is too long, a folder that may not be entered.
        return True


def is_there(path: Path) -> bool:
    """Tell whether something is there; where the system does not say, opening will."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """
    Give a folder that is gone with all that is in it when the block ends.

    Raises:
        CannotWriteError: None can be made.
    """
    from tempfile import TemporaryDirectory

    try:
        folder = TemporaryDirectory(prefix="mairemail-")
    except OSError as err:
        raise CannotWriteError(
            _("No temporary folder can be made: {reason}").format(
                reason=reason_of(err)
            ),
            hint=_("Make room, or name another folder in TMPDIR"),
        ) from err
    with folder as name:
        yield Path(name)


def no_ordinary_file(shown_as: str, *, hint: str | None = None) -> MissingFileError:
    """Say that what should be a file is a folder, a pipe, a device or the like."""
    return MissingFileError(
        _("{file} is no ordinary file").format(file=shown_as),
        hint=hint or _("Check that it is a file and that you may read it"),
    )


def cannot_read(
    shown_as: str, err: OSError, *, hint: str | None = None
) -> MissingFileError:
    """Say that a file cannot be read; `shown_as` is what the person calls it."""
    return MissingFileError(
        _("{file} cannot be read: {reason}").format(
            file=shown_as, reason=reason_of(err)
        ),
        hint=hint or _("Check that it is a file and that you may read it"),
    )


def cannot_write(path: Path | str, err: OSError, *, hint: str) -> CannotWriteError:
    """Say that a file or folder cannot be written."""
    return CannotWriteError(
        _("{path} cannot be written: {reason}").format(
            path=path, reason=reason_of(err)
        ),
        hint=hint,
    )
