"""What a person sees: results on stdout, talk on stderr, plain text in a pipe."""

import errno
import io
import json
import os
import shutil
import signal
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import IO, TYPE_CHECKING, TextIO

from mairemail.errors import CannotWriteError, MairemailError
from mairemail.files import reason_of
from mairemail.language import _

if TYPE_CHECKING:
    import subprocess

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
# Invisible characters that turn the direction of text around (Unicode TR 36, 3.2).
_DIRECTIONS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_FORBIDDEN = dict.fromkeys(
    {*range(0x20), *range(0x7F, 0xA0), *_DIRECTIONS} - {0x09, 0x0A},
    "\N{REPLACEMENT CHARACTER}",
)
# In JSON, the same characters as an escape that every reader understands.
_JSON_ESCAPES = {code: f"\\u{code:04x}" for code in _FORBIDDEN}


def make_forgiving() -> None:
    """
    Show `?` for a character the terminal cannot, rather than end in the middle.

    What is typed or piped in is taken as it comes, octets that are no UTF-8 included: a
    password may be in another encoding, and who wants a text holds it to one.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")


class ReaderGoneError(Exception):
    """Whoever read our results, as `head`, has enough of them."""


@contextmanager
def reader_watched() -> Iterator[None]:
    """
    Tell when nobody reads our results any more; from then on, write to nowhere.

    Raises:
        ReaderGoneError: The pipe is broken, or the terminal closed (EIO).
        CannotWriteError: The results go to a file that can take no more.
    """
    try:
        yield
    except OSError as err:
        _write_to_nowhere(sys.stdout)
        if isinstance(err, BrokenPipeError) or err.errno == errno.EIO:
            raise ReaderGoneError from err
        raise CannotWriteError(
            _("What is shown cannot be written: {reason}").format(
                reason=reason_of(err)
            ),
            hint=_("Make room, or send the output elsewhere"),
        ) from err


def leave_closed_terminal() -> None:
    """Write to nowhere where the terminal is gone: every word to it would fail."""
    for stream in (sys.stdout, sys.stderr):
        try:
            os.write(stream.fileno(), b"")
        except OSError:
            _write_to_nowhere(stream)


def _write_to_nowhere(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def flush() -> None:
    """Write out what is still held back."""
    with reader_watched():
        sys.stdout.flush()


def printable(text: str) -> str:
    """Give the text without what could move the cursor or recolour the terminal."""
    return text.translate(_FORBIDDEN)


def show(text: str = "") -> None:
    """Write one line of result."""
    with reader_watched():
        sys.stdout.write(text + "\n")


def talk(text: str = "") -> None:
    """Write one line of talk, beside the result; where it cannot be, it is left out."""
    flush()
    try:
        sys.stderr.write(text + "\n")
    except OSError:
        _write_to_nowhere(sys.stderr)


def show_json(value: Mapping[str, object]) -> None:
    """Write one object on a line of its own."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not is_unicode, default=str)
    show(text.translate(_JSON_ESCAPES))


def paint(text: str, style: str, *, stream: TextIO | None = None) -> str:
    """Give the text in a style where the stream is a terminal that wants colours."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if stream.isatty() else text


def width() -> int:
    """Give the columns to write in: the terminal's, 100 at most for reading's sake."""
    return min(shutil.get_terminal_size((80, 24)).columns, 100)


def width_of(text: str) -> int:
    """Give the columns the text takes: marks take none, East Asian characters two."""
    return sum(
        0
        if unicodedata.combining(char)
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def pad(text: str, columns: int) -> str:
    """Fill the text up with spaces to so many columns."""
    return text + " " * (columns - width_of(text))


def aligned(
    rows: Iterable[tuple[str, str]], *, indent: str = "", style: str | None = None
) -> Iterator[str]:
    """Give titles, in `style`, and beside each a text of any length, as two columns."""
    rows = list(rows)
    columns = max((width_of(title) for title, _text in rows), default=0) + 2
    for title, text in rows:
        first = indent + pad(printable(title), columns)
        lines = wrap(text, first=first, indent=indent + " " * columns)
        start = next(lines)
        yield start.replace(first, paint(first, style), 1) if style else start
        yield from lines


def wrap(text: str, *, indent: str = "", first: str | None = None) -> Iterator[str]:
    """Break each line of the text at words, links left whole."""
    start = indent if first is None else first
    for line in printable(text).split("\n"):
        yield from textwrap.wrap(
            line,
            width(),
            initial_indent=start,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [start.rstrip()]
        start = indent


def show_wrapped(text: str, *, indent: str = "", first: str | None = None) -> None:
    """Write a result of any length, broken at words."""
    for line in wrap(text, indent=indent, first=first):
        show(line)


def talk_wrapped(text: str, *, indent: str = "", first: str | None = None) -> None:
    """Write talk of any length, broken at words."""
    for line in wrap(text, indent=indent, first=first):
        talk(line)


def local_time(moment: datetime) -> str:
    """Give a moment as the clock of this computer showed it then."""
    return moment.astimezone().strftime(_("%Y-%m-%d %H:%M"))


def show_error(err: MairemailError) -> None:
    """Say what ended the command and what to do next."""
    mark = _("Error:")
    text = "\n".join(wrap(err.message, first=f"{mark} ", indent="  "))
    talk(text.replace(mark, paint(mark, "red", stream=sys.stderr), 1))
    for problem in err.problems:
        talk_wrapped(problem, first="  - ", indent="    ")
    if err.hint:
        talk_wrapped(err.hint, first="  → ", indent="    ")


def show_bug(err: Exception) -> None:
    """Say that the program is at fault, with the place but no word of the letter."""
    trace = err.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    place = f"{code.co_filename}:{trace.tb_lineno}" if trace and code else "?"
    talk(_("This is a bug in mairemail, and not your fault."))
    talk(_("Please report it with this line: {line}").format(
        line=f"{type(err).__name__} at {place}"
    ))  # fmt: skip


@contextmanager
def pager() -> Iterator[Callable[[str], object]]:
    """
    Give what writes a line for a person who reads page by page, else `show`.

    PAGER names the program; `less` ends by itself where one page is enough. The block's
    end, and an error of it, waits until the pager was left.
    """
    is_watched = sys.stdout.isatty() and bool(sys.stdin) and sys.stdin.isatty()
    process = _started_pager() if is_watched else None
    stream = process.stdin if process else None
    if process is None or stream is None:
        yield show
        return
    with _seen_to_its_end(process, stream), suppress(BrokenPipeError):
        # A broken pipe: the reader has seen enough.
        yield lambda line: stream.write(line + "\n")


def _started_pager() -> "subprocess.Popen[str] | None":
    """Start the pager; None where there is none that can be."""
    # Every command begins with this module, and few of them page.
    import subprocess

    command = (os.environ.get("PAGER") or "less").split()
    keys = _("space for the next page, q to leave")
    environment = {"LESS": f"-FRXPs{keys}$", "LESSCHARSET": "utf-8", **os.environ}
    try:
        return subprocess.Popen(  # noqa: S603 - the user's own choice of program
            command,
            stdin=subprocess.PIPE,
            env=environment,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except (OSError, IndexError):
        # It is not there, may not be started, is no program; or PAGER is a space.
        return None


@contextmanager
def _seen_to_its_end(
    process: "subprocess.Popen[str]", stream: IO[str]
) -> Iterator[None]:
    """
    Let the reader leave the pager after the block, or end it where we are told to end.

    Ctrl-C is the pager's meanwhile, so an interruption is a polite kill of ours.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    is_told_to_end = False
    try:
        yield
    except KeyboardInterrupt:
        process.terminate()
        raise
    finally:
        while process.returncode is None:
            try:
                with suppress(BrokenPipeError):
                    stream.close()
                process.wait()
            except KeyboardInterrupt:
                is_told_to_end = True
                process.terminate()
        signal.signal(signal.SIGINT, before)
    if is_told_to_end:
        raise KeyboardInterrupt


def listed(rows: Iterable[int], *, most: int = 8) -> str:
    """Give row numbers as `2, 3, 5 and 12 more`."""
    numbers = sorted(set(rows))
    shown = ", ".join(str(number) for number in numbers[:most])
    rest = len(numbers) - most
    return shown if rest <= 0 else _("{rows} and {count} more").format(
        rows=shown, count=rest
    )  # fmt: skip
