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
# Everything up to the first field of MIME, in our order; no Received among it.
_OUR_HEAD = re.compile(
    rb"From: (?:(?!\r\nReceived:).)*\r\nDate: [^\r\n]*"
    rb"\r\nMessage-ID: <[0-9a-f]{32}@[^\r\n]*>\r\nMIME-Version: 1\.0"
    rb"\r\nContent-Type: .*",
    re.DOTALL,
)
_LONGEST_HEAD = 1 << 16
_UNSAFE = re.compile(r"[^\w.@+-]")


class Outbox:
    """
    A folder of `NNNN_address.eml` files: the bytes that would leave, one a file.

    After `finish`, messages of an earlier dry run are gone, so that what lies there is
    what would be sent; other files, whatever they are called, are left alone.
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
        count = 0
        try:
            for path in (self.folder / name for name in self._earlier):
                if is_of_a_dry_run(path):
                    path.unlink()
                    count += 1
        except OSError as err:
            raise _cannot_write(self.folder, err) from err
        return count


def is_of_a_dry_run(path: Path) -> bool:
    """
    Tell whether a file is a message that we wrote and that never travelled.

    People keep mails of their own under any name; these have passed a server or were
    written by another program, and their headers show it.
    """
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(_LONGEST_HEAD).partition(b"\r\n\r\n")[0]
    except OSError:
        return False
    return _OUR_HEAD.fullmatch(head) is not None


def write_message(path: str, message: Message) -> None:
    """
    Write one message, also over one that an earlier dry run wrote.

    Raises:
        CannotWriteError: Another file is there, and left alone; or it cannot be
            written, and no part of it is left.
    """
    try:
        try:
            handle, earlier = os.open(path, _NEW, 0o666), 0
        except FileExistsError as err:
            if not is_of_a_dry_run(Path(path)):
                raise _not_ours(path) from err
            # Overwritten in place: to delete or empty ten thousand files first takes
            # ext4 ten times as long as to write them.
            handle = os.open(path, _OVER)
            earlier = os.fstat(handle).st_size
    except OSError as err:
        raise _cannot_write(Path(path), err) from err
    try:
        try:
            _write_all(handle, message.data)
            if earlier > len(message.data):
                os.ftruncate(handle, len(message.data))
        finally:
            os.close(handle)
    except OSError as err:
        with suppress(OSError):
            Path(path).unlink()
        raise _cannot_write(Path(path), err) from err


def _not_ours(path: str) -> CannotWriteError:
    return CannotWriteError(
        _("{path} is there already, and no dry run wrote it").format(path=path),
        hint=_("Name another folder with --outbox: nothing of yours is overwritten"),
    )


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _cannot_write(path: Path, err: OSError) -> CannotWriteError:
    hint = _("Make room, or name another folder with --outbox")
    return cannot_write(path, err, hint=hint)
