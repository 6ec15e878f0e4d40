"""Who composes the messages of a dry run and writes them: this process, and others."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from socket import socket, socketpair
from typing import NoReturn

from mairemail.checks.finding import Finding
from mairemail.contacts.contact import Contact, RowProblem
from mairemail.messages.message import Message
from mairemail.messages.outbox import write_message

Item = Contact | RowProblem
Compose = Callable[[Sequence[Item]], tuple[list[Message], list[Finding]]]
# Each process reads the whole list: a fifth would gain little.
_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What is wrong with some rows, and to whom their messages go."""

    findings: list[Finding]
    emails: list[str]


class Scribe:
    """Takes some rows after the other: `compose`, `take_paths`, `written`, in turn."""

    def __init__(self, compose: Compose) -> None:
        """Take the function that does the work."""
        self._compose = compose
        self._messages: list[Message] = []
        self._paths: Sequence[str] = ()

    def compose(self, items: Sequence[Item]) -> Composed:
        """Compose the messages of these rows and keep them."""
        self._messages, findings = self._compose(items)
        return Composed(
            findings=findings,
            emails=[message.envelope_recipients[0] for message in self._messages],
        )

    def take_paths(self, paths: Sequence[str]) -> None:
        """Take a path for each message."""
        self._paths = paths

    def written(self) -> Iterator[str]:
        """
        Write the messages; give each path once its file is there.

        Raises:
            CannotWriteError: One cannot be written.
        """
        for path, message in zip(self._paths, self._messages, strict=True):
            write_message(path, message)
            yield path


class ScribeApart(Scribe):
    """
    A process that reads the list as well and works on the rows it will be asked for.

    It tells no errors. Where it fails it ends, as it does where the system ends it for
    want of memory; its rows are then composed and written in this process, which meets
    what there is to meet.
    """

    def __init__(self, shares: Iterable[Sequence[Item]], compose: Compose) -> None:
        """
        Start the process; `shares` are the rows it will be asked for, turn by turn.

        Raises:
            OSError: The system gives no more processes.
        """
        super().__init__(compose)
        self._items: Sequence[Item] = ()
        near, far = socketpair()
        with near, far:
            # Ctrl-C reaches every process of a terminal; this one ends the others.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                self._process = os.fork()
                if not self._process:
                    near.close()
                    _work(shares, Scribe(compose), far)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            self._line = near.dup()
        self._answers = self._line.makefile("rb")

    def compose(self, items: Sequence[Item]) -> Composed:
        """Wait until the process has composed the messages of these rows."""
        self._items = items
        answer = self._answer()
        return answer if isinstance(answer, Composed) else super().compose(items)

    def take_paths(self, paths: Sequence[str]) -> None:
        """Send the paths."""
        super().take_paths(paths)
        with suppress(OSError):
            self._line.sendall(pickle.dumps(paths))

    def written(self) -> Iterator[str]:
        """Wait until the process has written all; write them here if it has not."""
        if self._answer():
            yield from self._paths
            return
        super().compose(self._items)
        yield from super().written()

    def _answer(self) -> object:
        """Give what the process says, None once it is gone."""
        try:
            return pickle.load(self._answers)  # noqa: S301 - from our own process
        except (EOFError, OSError, pickle.UnpicklingError):
            return None

    def end(self) -> None:
        """End the process, whatever it does."""
        self._answers.close()
        self._line.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _work(shares: Iterable[Sequence[Item]], scribe: Scribe, line: socket) -> NoReturn:
    """Work turn by turn; leave without a word and without the caller's clean-up."""
    try:
        asked = line.makefile("rb")
        for items in shares:
            line.sendall(pickle.dumps(scribe.compose(items)))
            scribe.take_paths(pickle.load(asked))  # noqa: S301 - from our own process
            line.sendall(pickle.dumps(len(list(scribe.written())) >= 0))
    finally:
        os._exit(0)


def processes() -> int:
    """Give how many processes may work on a long list, this one included."""
    if sys.platform != "linux":
        # Windows has no fork; on macOS, system libraries do not bear it.
        return 1
    return min(_MOST, len(os.sched_getaffinity(0)))


@contextmanager
def scribes(
    compose: Compose, shares: Sequence[Iterable[Sequence[Item]]]
) -> Iterator[list[Scribe]]:
    """Give this process's scribe, then one for each of these shares of the list."""
    with ExitStack() as stack:
        found = [Scribe(compose)]
        for share in shares:
            try:
                apart = ScribeApart(share, compose)
            except OSError:
                found.append(Scribe(compose))
            else:
                stack.callback(apart.end)
                found.append(apart)
        yield found
