"""Messages as files that any mail program opens."""

import os
import re
from contextlib import suppress
from pathlib import Path

from mairemail.errors import CannotWriteError
from mairemail.files import cannot_write
from mairemail.language import _
from mairemail.messages.message import Message

_OURS = re.compile(r"\d{4,}_[\w.+-]+@[\w.-]+\.eml")
_WRITE = os.O_WRONLY | getattr(os, "O_BINARY", 0)
_NEW = _WRITE | os.O_CREAT | os.O_EXCL
# Not through a link to elsewhere, and not into a pipe that nobody reads.
_OVER = _WRITE | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_UNSAFE = re.compile(r"[^\w.@+-]")


class Outbox:
    """
    A folder of `NNNN_address.eml` files: the bytes that would leave, one a file.

    After `finish`, files of an earlier dry run are gone, so that what lies there is
    what would be sent; other files are left alone.
    """

    def __init__(self, folder: Path) -> None:
        """
        Make the folder where it is missing.

        Raises:
            CannotWriteError: It cannot be made or read.
        """
        self.folder = folder
        self.count = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._earlier = {
                entry.name
                for entry in os.scandir(folder)
                if _OURS.fullmatch(entry.name) and entry.is_file()
            }
        except OSError as err:
            raise _cannot_write(folder, err) from err

    def next_path(self, email: str) -> str:
        """Give the path of the next message, which goes to this address."""
        self.count += 1
        address = _UNSAFE.sub("_", email)[:200]
        name = f"{self.count:04d}_{address}.eml"
        self._earlier.discard(name)
        return f"{self.folder}/{name}"

    def finish(self) -> int:
        """
        Remove the messages of an earlier dry run that this one did not overwrite.

        Gives how many there were.

        Raises:
            CannotWriteError: One of them cannot be removed.
        """
        try:
            for name in self._earlier:
                (self.folder / name).unlink(missing_ok=True)
        except OSError as err:
            raise _cannot_write(self.folder, err) from err
        return len(self._earlier)


def write_message(path: str, message: Message) -> None:
    """
    Write one message.

    Raises:
        CannotWriteError: The file cannot be written; no part of it is left.
    """
    data = message.data
    try:
        try:
            handle, earlier = os.open(path, _NEW, 0o666), 0
        except FileExistsError:
            # Overwritten in place: to delete or empty ten thousand files first takes
            # ext4 ten times as long as to write them.
            handle = os.open(path, _OVER)
            earlier = os.fstat(handle).st_size
        try:
            _write_all(handle, data)
            if earlier > len(data):
                os.ftruncate(handle, len(data))
        finally:
            os.close(handle)
    except OSError as err:
        with suppress(OSError):
            Path(path).unlink()
        raise _cannot_write(Path(path), err) from err


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _cannot_write(path: Path, err: OSError) -> CannotWriteError:
    hint = _("Make room, or name another folder with --outbox")
    return cannot_write(path, err, hint=hint)
