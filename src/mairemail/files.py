"""What is wrong with a file, in the interface's language."""

import errno
from pathlib import Path

from mairemail.errors import CannotWriteError, MissingFileError
from mairemail.language import _


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
