"""Messages as files that any mail program opens."""

import os
import re
from pathlib import Path

from mairemail.errors import CannotWriteError
from mairemail.language import _
from mairemail.messages.message import Message

_OURS = re.compile(r"\d{4,}_.*\.eml")
_UNSAFE = re.compile(r"[^\w.@+-]")


class Outbox:
    """
    A folder of `NNNN_address.eml` files: the bytes that would leave, one a file.

    Files of an earlier dry run are removed first, so that what lies there is what
    would be sent; other files are left alone.
    """

    def __init__(self, folder: Path) -> None:
        """
        Make the folder where it is missing and empty it of earlier messages.

        Raises:
            CannotWriteError: The folder cannot be made or written to.
        """
        self.folder = folder
        self.count = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for entry in os.scandir(folder):
                if entry.is_file() and _OURS.fullmatch(entry.name):
                    Path(entry.path).unlink()
        except OSError as err:
            raise _cannot_write(folder, err) from err

    def write(self, message: Message) -> Path:
        """
        Write one message.

        Raises:
            CannotWriteError: The file cannot be written; no part of it is left.
        """
        self.count += 1
        address = _UNSAFE.sub("_", message.envelope_recipients[0])[:200]
        path = self.folder / f"{self.count:04d}_{address}.eml"
        try:
            with path.open("wb") as file:
                file.write(message.data)
        except OSError as err:
            path.unlink(missing_ok=True)
            raise _cannot_write(path, err) from err
        return path


def _cannot_write(path: Path, err: OSError) -> CannotWriteError:
    return CannotWriteError(
        _("{path} cannot be written: {reason}").format(path=path, reason=err.strerror),
        hint=_("Make room, or name another folder with --outbox"),
    )
