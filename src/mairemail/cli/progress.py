"""The bars: how much of a run or a download is done, and how long it will take."""

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mairemail.cli.screen import reader_watched, show, talk
from mairemail.language import _, interface_language

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """Lines of result above a bar; without a terminal there are only the lines."""

    def __init__(self, total: int, seconds_each: float, bar: "Bar | None") -> None:
        """Begin with nothing done; `progress` makes one."""
        self._left = total
        self._seconds_each = seconds_each
        self._bar = bar
        self._task: TaskID | None = None
        if bar:
            self._task = bar.add_task("", total=total, left=self._time_left())

    def advance(self, line: str, *, is_done: bool) -> None:
        """Show one line of result; move on unless the message comes again."""
        self._left -= is_done
        if self._bar and sys.stdout.isatty():
            self._print(line)
        else:
            show(line)
        self._say(self._time_left(), advance=int(is_done))

    def talk(self, line: str) -> None:
        """Say something on stderr, above the bar."""
        if self._bar:
            self._print(line)
        else:
            talk(line)

    def count_down(self, seconds: float) -> None:
        """Say beside the bar how long it will stand still."""
        self._say(_("going on in {duration}").format(duration=duration(seconds)))

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the bar away while somebody is asked."""
        if self._bar is None:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def _say(self, text: str, *, advance: int = 0) -> None:
        if self._bar and self._task is not None:
            self._bar.update(self._task, advance=advance, left=text)

    def _print(self, line: str) -> None:
        from rich.text import Text

        if self._bar:
            self._bar.console.print(Text.from_ansi(line), soft_wrap=True)

    def _time_left(self) -> str:
        left = duration(self._left * self._seconds_each)
        return _("about {duration} left").format(duration=left)


@contextmanager
def progress(total: int, *, seconds_each: float) -> Iterator[Progress]:
    """
    Show the progress of a run while the block runs.

    Args:
        total: Messages to come.
        seconds_each: The pause between two, a first guess of the time left.
    """
    if not sys.stderr.isatty():
        yield Progress(total, seconds_each, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with (
        reader_watched(),
        Bar(*columns, console=console, transient=True) as bar,
    ):
        yield Progress(total, seconds_each, bar)


class DownloadBar:
    """How much of a file has come; without a terminal, nothing is shown."""

    def __init__(self, name: str, bar: "Bar | None") -> None:
        """Begin with nothing come; `downloading` makes one."""
        self._bar = bar
        self._task = bar.add_task(name, total=None, said="") if bar else None

    def advance(self, come: int, total: int | None) -> None:
        """Show the octets that have come, of all where that is known."""
        said = size_in_words(come)
        if total is not None:
            said = _("{part} of {whole}").format(part=said, whole=size_in_words(total))
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=come, total=total, said=said)

    def count_down(self, seconds: float) -> None:
        """Say beside the bar that the connection broke, and for how long it rests."""
        said = _("going on in {duration}").format(duration=duration(seconds))
        if self._bar and self._task is not None:
            self._bar.update(self._task, said=said)


@contextmanager
def downloading(name: str) -> Iterator[DownloadBar]:
    """Show the progress of the download of `name` while the block runs."""
    if not sys.stderr.isatty():
        yield DownloadBar(name, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
    )
    with (
        reader_watched(),
        Bar(*columns, console=console, transient=True) as bar,
    ):
        yield DownloadBar(name, bar)


def size_in_words(octets: int) -> str:
    """Give a size in decimal units: `4.3 MB`, `12 kB`."""
    if octets < 100_000:
        return _("{count} kB").format(count=math.ceil(octets / 1000))
    from babel.numbers import format_decimal

    number = format_decimal(
        octets / 1_000_000, format="0.0", locale=interface_language()
    )
    return _("{count} MB").format(count=number)


def duration(seconds: float) -> str:
    """Give a length of time in words: `2 h 05 min`, `40 min`, `12 s`."""
    whole = math.ceil(seconds)
    if whole < 60:
        return _("{count} s").format(count=whole)
    minutes = round(whole / 60)
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    return _("{hours} h {minutes:02d} min").format(
        hours=minutes // 60, minutes=minutes % 60
    )
