"""Ctrl-C, a closed terminal, a polite kill: the first asks, the second insists."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from mairemail.cli.screen import ReaderGoneError, leave_closed_terminal, talk
from mairemail.errors import CannotWriteError
from mairemail.language import _

_SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)
]
_SLICE_S = 0.1


class Stop:
    """Whether the run was asked to stop after the present message."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.is_asked = False

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """
        Take note of a first signal; end at once on a second.

        smtplib's calls are resumed after a handler that returns (PEP 475), so a message
        on its way is finished.
        """
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True
        if number == getattr(signal, "SIGHUP", None):
            leave_closed_terminal()
            return
        with suppress(ReaderGoneError, CannotWriteError):
            talk()
            talk(
                _("Finishing this message, then stopping. Ctrl-C again stops at once.")
            )


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Handle the signals while the block runs."""
    stop = Stop()
    before = {number: signal.signal(number, stop.handle) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def sleep_unless(stop: Stop, pause_s: float) -> None:
    """Sleep so many seconds, or until somebody asks to stop."""
    end = time.monotonic() + pause_s
    while not stop.is_asked and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, _SLICE_S))
