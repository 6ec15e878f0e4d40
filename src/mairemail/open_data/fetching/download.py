"""The newest file of a data set, in the cache; the old one stays until it is whole."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from mairemail.errors import MairemailError, ServerError, TryLaterError
from mairemail.language import _
from mairemail.open_data.cache import CachedFile, cached_file, write_note
from mairemail.open_data.fetching.https import Answer, Clock, CutOffError, asked
from mairemail.open_data.fetching.part import Part, cannot_cache, synchronise, writing
from mairemail.open_data.recognition import fault_in_file
from mairemail.open_data.source import Source

# Before the second, third and fourth attempt.
_PAUSES_S = (1.0, 3.0, 10.0)
# Long enough for a run that is just ending.
_PATIENCE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """
    What a download needs of the world.

    Attributes:
        now: The time, with its zone.
        clock: Seconds that never go back.
        sleep: Waits so many seconds.
        on_progress: Told the octets that have come, and all, None where not known.
    """

    now: Callable[[], datetime]
    clock: Clock
    sleep: Callable[[float], None]
    on_progress: Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """
    The file as it is now.

    Attributes:
        is_new: Whether its octets are others than before.
        reply: The server's status line.
    """

    file: CachedFile
    is_new: bool
    reply: str


def download(source: Source, folder: Path, *, surroundings: Surroundings) -> Downloaded:
    """
    Fetch the newest file of a source where the cache has an older one, or none.

    A connection that breaks is made anew, a few times, and the download goes on where
    it was; also in the next run.

    Args:
        source: The data set.
        folder: The cache.
        surroundings: Time, patience, and who looks on.

    Raises:
        ServerError: The file cannot be had, or what came is something else.
        TryLaterError: The server says so, or another run is downloading it.
        CannotWriteError: The cache cannot be written to.
    """
    with _locked(source, folder):
        pauses = iter(_PAUSES_S)
        while True:
            try:
                return _Attempt(source, folder, surroundings).run()
            except CutOffError:
                pause_s = next(pauses, None)
                if pause_s is None:
                    raise
                surroundings.sleep(pause_s)


def octets_kept(source: Source, folder: Path) -> int:
    """Give how much of an unfinished download the next one goes on from."""
    return Part(folder / source.file_name).size


class _Attempt:
    """One try: one answer, and what it means."""

    def __init__(
        self,
        source: Source,
        folder: Path,
        surroundings: Surroundings,
    ) -> None:
        self._source = source
        self._surroundings = surroundings
        self._path = folder / source.file_name
        self._old = _intact(cached_file(source, folder))
        self._part = Part(self._path)

    def run(self) -> Downloaded:
        """Ask, and take what comes."""
        with asked(
            self._source.url,
            headers_for=self._headers_for,
            clock=self._surroundings.clock,
        ) as answer:
            if answer.status == 304 and self._old is not None:
                return self._confirm(self._old, answer)
            try:
                self._take(answer)
            except BaseException:
                if not self._part.etag:
                    # It cannot be gone on with.
                    self._part.discard()
                raise
        return self._accept(answer)

    def _headers_for(self, url: str) -> Mapping[str, str]:
        """Give the conditions that hold for this address (RFC 9110, 13.1 and 14.2)."""
        part, old = self._part, self._old
        if part.size and part.url == url:
            return {"Range": f"bytes={part.size}-", "If-Range": part.etag}
        if old is None or old.url != url:
            return {}
        headers = {"If-None-Match": old.etag} if old.etag else {}
        if old.published_at:
            since = format_datetime(old.published_at.astimezone(UTC), usegmt=True)
            headers["If-Modified-Since"] = since
        return headers

    def _confirm(self, old: CachedFile, answer: Answer) -> Downloaded:
        self._part.discard()
        renewed = replace(old, fetched_at=self._surroundings.now().astimezone(UTC))
        with writing(self._path):
            write_note(renewed)
        return Downloaded(file=renewed, is_new=False, reply=answer.reply)

    def _take(self, answer: Answer) -> None:
        """Write the body to the part, from the start or where it goes on."""
        if answer.status == 200:
            self._part.begin(answer.url, answer.header("ETag"))
        elif self._part.size and answer.status in {206, 416}:
            self._hold_to_rest(answer)
        else:
            raise _refusal(answer, self._source, self._surroundings.now())
        come = self._part.size
        total = None if answer.length is None else come + answer.length
        self._hold_to_limit(total or 0)
        with self._part.grown() as append:
            for piece in answer.pieces():
                come += len(piece)
                self._hold_to_limit(come)
                append(piece)
                self._surroundings.on_progress(come, total)

    def _hold_to_limit(self, octets: int) -> None:
        if octets > self._source.limit_octets:
            self._part.discard()
            raise self._something_else(_("it is far too large"))

    def _hold_to_rest(self, answer: Answer) -> None:
        """
        Hold that the answer is the rest of the part.

        Raises:
            CutOffError: It is not; the part is gone, and all is to be asked for again.
        """
        start = f"bytes {self._part.size}-"
        etag = answer.header("ETag") or self._part.etag
        is_rest = answer.header("Content-Range").startswith(start)
        if answer.status == 206 and is_rest and etag == self._part.etag:
            return
        self._part.discard()
        raise CutOffError(
            _("{host} does not go on with the file where it ended").format(
                host=urlsplit(answer.url).hostname
            ),
            hint=_("Try again: it begins anew"),
        )

    def _accept(self, answer: Answer) -> Downloaded:
        """
        Put what has come in the old file's place, if it is the data set.

        Raises:
            ServerError: It is something else; it is gone, the old file stays.
        """
        fault = fault_in_file(self._part.path, self._source)
        if fault:
            self._part.discard()
            raise self._something_else(fault)
        file = CachedFile(
            path=self._path,
            url=answer.url,
            fetched_at=self._surroundings.now().astimezone(UTC),
            published_at=_moment(answer.header("Last-Modified")),
            etag=answer.header("ETag"),
            sha256=_digest(self._part.path),
        )
        self._part.become(self._path)
        # Should the note not be written any more, its checksum is wrong: the next run
        # sees that and asks for the whole file.
        with writing(self._path):
            write_note(file)
            synchronise(self._path.parent)
        is_new = self._old is None or self._old.sha256 != file.sha256
        return Downloaded(file=file, is_new=is_new, reply=answer.reply)

    def _something_else(self, fault: str) -> ServerError:
        source = self._source
        return ServerError(
            _("What {host} gives is not “{title}”: {fault}").format(
                host=urlsplit(source.url).hostname, title=source.title, fault=fault
            ),
            hint=_("Try again tomorrow. About this data set: {page}").format(
                page=source.page
            ),
        )


@contextmanager
def _locked(source: Source, folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    path = folder / f"{source.file_name}.lock"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            lock = FileLock(path).acquire(timeout=_PATIENCE_S, poll_interval=0.05)
        except Timeout as err:
            raise TryLaterError(
                _("Another mairemail is downloading {name}").format(name=source.name),
                hint=_("Wait for it to end, then try again"),
            ) from err
        except OSError as err:
            raise cannot_cache(path, err) from err
        stack.enter_context(lock)
        yield


def _intact(file: CachedFile | None) -> CachedFile | None:
    """Give the file if its octets are those that its note tells of."""
    if file is None:
        return None
    try:
        return file if _digest(file.path) == file.sha256 else None
    except OSError:
        return None


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _moment(text: str) -> datetime | None:
    """Read a date of HTTP (RFC 9110, 5.6.7), None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _refusal(answer: Answer, source: Source, now: datetime) -> MairemailError:
    host = urlsplit(answer.url).hostname
    if answer.status in {404, 410}:
        return ServerError(
            _("{host} has “{title}” no more ({reply})").format(
                host=host, title=source.title, reply=answer.reply
            ),
            hint=_("A newer mairemail may know its new place. About it: {page}").format(
                page=source.page
            ),
        )
    if answer.status in {429, 503}:
        return TryLaterError(
            _("{host} says to come back later: {reply}").format(
                host=host, reply=answer.reply
            ),
            hint=_when(answer.header("Retry-After"), now),
        )
    return ServerError(
        _("{host} does not give the file: {reply}").format(
            host=host, reply=answer.reply
        ),
        hint=_("It is not your fault: try again in an hour"),
    )


def _when(retry_after: str, now: datetime) -> str:
    """Say when to come back: seconds or a date (RFC 9110, 10.2.3), or in an hour."""
    if re.fullmatch("[0-9]{1,8}", retry_after):
        moment: datetime | None = now + timedelta(seconds=int(retry_after))
    else:
        moment = _moment(retry_after)
    if moment is None:
        return _("Try again in an hour")
    return _("Try again after {time}").format(
        time=moment.astimezone().strftime(_("%Y-%m-%d %H:%M"))
    )
