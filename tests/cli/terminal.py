"""A terminal with a person before it (pty)."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cli.program import Program, check_manners

_LIMIT_S = 20.0
# Makes the terminal the controlling one, so that Ctrl-C and getpass work as they do.
IN_TERMINAL = (
    "import fcntl, runpy, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "runpy.run_module('mairemail', run_name='__main__', alter_sys=True)"
)


class Terminal:
    """
    One command in a terminal.

    Attributes:
        shown: Everything on the screen so far, both streams, plain newlines.
    """

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.shown = ""
        self._process = process
        self._master = master
        self._seen = 0

    def expect(self, text: str) -> None:
        """Wait until a text appears after what was expected before."""
        end = time.monotonic() + _LIMIT_S
        while (found := self.shown.find(text, self._seen)) < 0:
            assert time.monotonic() < end, f"{text!r} never came:\n{self.shown}"
            assert self._read(), f"it ended before {text!r}:\n{self.shown}"
        self._seen = found + len(text)

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._master, line.encode() + b"\n")

    def signal(self, number: int) -> None:
        """Send the command a signal."""
        self._process.send_signal(number)

    def press_ctrl_c(self) -> None:
        """Press Ctrl-C."""
        self.press(b"\x03")

    def press(self, key: bytes) -> None:
        """Press one key."""
        os.write(self._master, key)

    def wait(self, *, exits: int) -> str:
        """Wait for the end of the command and give the whole screen."""
        end = time.monotonic() + _LIMIT_S
        while self._read():
            assert time.monotonic() < end, f"it does not end:\n{self.shown}"
        code = self._process.wait(_LIMIT_S)
        check_manners(self.shown, code)
        assert code == exits, self.shown
        return self.shown

    def _read(self) -> bool:
        """Read what there is; false at the end."""
        ready, _writable, _errors = select.select([self._master], [], [], 0.1)
        if not ready:
            return True
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            # EIO: the last one to hold the terminal is gone.
            return False
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


@contextmanager
def terminal(
    program: Program, *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[Terminal]:
    """Run a command in a terminal while the block runs."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", IN_TERMINAL, *arguments],
        cwd=program.folder,
        env=program.environment({"TERM": "dumb", **(environment or {})}),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        process.kill()
        process.wait(_LIMIT_S)
        os.close(master)
