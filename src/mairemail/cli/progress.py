"""The bar of a run: how many are done, how long it will take, what became of each."""

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mairemail.cli.screen import reader_watched, show
from mairemail.language import _

Advance = Callable[[str], None]


@contextmanager
def progress(total: int, *, seconds_each: float) -> Iterator[Advance]:
    """
    Give a function that shows one line of result and moves the bar on.

    Without a terminal there are only the lines.

    Args:
        total: Messages to come.
        seconds_each: The pause between two, a first guess of the time left.
    """
    if not sys.stderr.isatty():
        yield show
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with reader_watched(), Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, left=_left(total, seconds_each))
        done = 0

        def advance(line: str) -> None:
            nonlocal done
            done += 1
            if sys.stdout.isatty():
                bar.console.print(_as_text(line), soft_wrap=True)
            else:
                show(line)
            bar.update(task, advance=1, left=_left(total - done, seconds_each))

        yield advance


def _as_text(line: str) -> object:
    from rich.text import Text

    return Text.from_ansi(line)


def _left(count: int, seconds_each: float) -> str:
    return _("about {duration} left").format(duration=duration(count * seconds_each))


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
