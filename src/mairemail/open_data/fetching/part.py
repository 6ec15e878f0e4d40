"""A download that is not whole yet: what has come, and which version it is of."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mairemail.errors import CannotWriteError
from mairemail.files import cannot_write
from mairemail.language import _


class Part:
    """
    `NAME.part` in the cache, with a note beside it while it can be gone on with.

    Attributes:
        path: Where it lies.
        url: Where it comes from, or an empty string.
        etag: What the server knows this version by, or an empty string.
    """

    def __init__(self, whole: Path) -> None:
        """Find what an earlier run left of the file `whole`."""
        self.path = whole.with_name(f"{whole.name}.part")
        self._note = whole.with_name(f"{whole.name}.part.json")
        self.url, self.etag = _noted(self._note)

    @property
    def size(self) -> int:
        """Give the octets that can be gone on from."""
        try:
            return self.path.stat().st_size if self.etag else 0
        except OSError:
            return 0

    def begin(self, url: str, etag: str) -> None:
        """
        Forget what there was; the next octets are the first.

        A weak ETag does not promise the same octets (RFC 9110, 8.8.1 and 13.1.5).

        Raises:
            CannotWriteError: The cache cannot be written to.
        """
        self.discard()
        self.url = url
        self.etag = etag if etag.startswith('"') else ""
        if self.etag:
            note = json.dumps({"url": self.url, "etag": self.etag})
            with writing(self._note):
                self._note.write_text(note, encoding="utf-8")

    @contextmanager
    def grown(self) -> Iterator[Callable[[bytes], None]]:
        """
        Give what appends octets; what was appended stays, however the block ends.

        Raises:
            CannotWriteError: There is no room, or no right to write.
        """
        with writing(self.path):
            file = self.path.open("ab")

        def append(octets: bytes) -> None:
            with writing(self.path):
                file.write(octets)

        try:
            yield append
        finally:
            with writing(self.path), file:
                file.flush()
                os.fsync(file.fileno())

    def become(self, whole: Path) -> None:
        """
        Take the place of the file that was there before, at once or not at all.

        Raises:
            CannotWriteError: It cannot.
        """
        with writing(whole):
            self.path.replace(whole)
            self._note.unlink(missing_ok=True)
            synchronise(whole.parent)

    def discard(self) -> None:
        """
        Take it away.

        Raises:
            CannotWriteError: The cache cannot be written to.
        """
        self.url = self.etag = ""
        with writing(self.path):
            self._note.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """
    Say what keeps a file of the cache from being written.

    Raises:
        CannotWriteError: Something does.
    """
    try:
        yield
    except OSError as err:
        raise cannot_cache(path, err) from err


def cannot_cache(path: Path, err: OSError) -> CannotWriteError:
    """Give the error for a file of the cache."""
    hint = _("Make room, or set MAIREMAIL_CACHE_DIR to another folder")
    return cannot_write(path, err, hint=hint)


def synchronise(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where that can be asked."""
    # Windows opens no folder, and some file systems synchronise none.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _noted(note: Path) -> tuple[str, str]:
    try:
        values = json.loads(note.read_text(encoding="utf-8"))
        return str(values["url"]), str(values["etag"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""
