"""The time and the memory that the writing of one message may take."""

import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from threading import get_ident, main_thread
from types import FrameType

from mairemail.language import _
from mairemail.letters.in_words.refusals import LetterFillingError

# Of the processor's time; a letter takes some microseconds.
_LIMIT_S, _TICK_S = 10.0, 0.1
_MEMORY_LIMIT_OCTETS = 500_000_000
_HAS_CLOCK = hasattr(signal, "SIGVTALRM")
_MAIN_THREAD = main_thread().ident
# What `getrusage` counts in.
_OCTETS = 1 if sys.platform == "darwin" else 1024


class TakesTooMuchError(LetterFillingError):
    """The letter takes too much time or memory, whoever it is written to."""


@contextmanager
def clock_running() -> Iterator[None]:
    """
    Let the clock run from one `time_limit` to the next, each of which begins anew.

    To start and stop it for each of many letters takes as long as their checks.
    """
    if not _has_clock():
        yield
        return
    clock = _limit()
    clock.start()
    try:
        yield
    finally:
        clock.stop()


def time_limit() -> AbstractContextManager[None]:
    """
    Give what ends a block of this process's work that takes too much.

    Where the system has no such clock, or in another thread than the main one, which
    alone hears it, nothing is ended.

    Raises:
        TakesTooMuchError: From within the block, whatever it is doing.
    """
    return _limit() if _has_clock() else nullcontext()


def _has_clock() -> bool:
    return _HAS_CLOCK and get_ident() == _MAIN_THREAD


class _TimeLimit(AbstractContextManager[None]):
    """
    A clock that runs while this process works, and stands while it waits.

    It ticks ten times a second; a letter is written before it has ticked once.
    """

    def __init__(self) -> None:
        """Listen to the clock, which stands."""
        self._is_on = False
        self._is_running = False
        self._ticks = 0
        self._octets_before = 0
        signal.signal(signal.SIGVTALRM, self._tick)

    def __enter__(self) -> None:
        self._ticks = 0
        self._is_on = True
        if not self._is_running:
            signal.setitimer(signal.ITIMER_VIRTUAL, _TICK_S, _TICK_S)

    def __exit__(self, *_error: object) -> None:
        self._is_on = False
        if not self._is_running:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def start(self) -> None:
        """Run until `stop`, also outside of the blocks."""
        self._is_running = True
        signal.setitimer(signal.ITIMER_VIRTUAL, _TICK_S, _TICK_S)

    def stop(self) -> None:
        """Stand, but for the blocks."""
        self._is_running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _tick(self, _number: int, _frame: FrameType | None) -> None:
        octets = _most_octets()
        if not self._ticks:
            self._octets_before = octets
        self._ticks += 1
        is_too_long = self._ticks * _TICK_S > _LIMIT_S
        is_too_large = octets - self._octets_before > _MEMORY_LIMIT_OCTETS
        if self._is_on and (is_too_long or is_too_large):
            reason = _("this grows too large") if is_too_large else _too_long()
            raise TakesTooMuchError(reason, hint=_("Write it in a simpler way"))


def _most_octets() -> int:
    """Give how much memory this process has had at most."""
    # Windows, where no clock ticks, lacks it.
    from resource import RUSAGE_SELF, getrusage

    return getrusage(RUSAGE_SELF).ru_maxrss * _OCTETS


def _too_long() -> str:
    return _("this takes too long: more than {count} s for one message").format(
        count=round(_LIMIT_S)
    )


_limit = cache(_TimeLimit)
