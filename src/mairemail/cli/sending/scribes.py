"""Who composes the messages of a dry run and writes them: this process and others."""

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
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
# One process reads the list for all: a fifth would wait for it.
_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What is wrong with some rows, and to whom their messages go."""

    findings: list[Finding]
    emails: list[str]


class Scribe:
    """
    Works turn by turn: rows are composed, their messages written.

    A turn is `take`, `composed`, `take_paths` and `written`; the rows of the next one
    may be taken before `written`, so that nobody waits for them.
    """

    def __init__(self, compose: Compose) -> None:
        """Take the function that does the work."""
        self._compose = compose
        self._items: Sequence[Item] = ()
        self._messages: list[Message] = []
        self._paths: Sequence[str] = ()

    def take(self, items: Sequence[Item]) -> None:
        """Take the rows of a turn."""
        self._items = items

    def composed(self) -> Composed:
        """Compose their messages and keep them."""
        self._messages, findings = self._compose(self._items)
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
    A process that does the work of a scribe.

    It tells no errors. Where it fails it ends, as it does where the system ends it for
    want of memory; its rows are then composed and written in this process, which meets
    what there is to meet.
    """

    def __init__(self, compose: Compose) -> None:
        """
        Start the process.

        Raises:
            OSError: The system gives no more processes.
        """
        super().__init__(compose)
        self._to_write: Sequence[Item] = ()
        self._line, far = socketpair()
        # Ctrl-C reaches every process of a terminal; this one ends the others.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process = os.fork()
            if not self._process:
                self._line.close()
                _work(Scribe(compose), far)
        except OSError:
            self._line.close()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            far.close()
        self._answers = self._line.makefile("rb")

    def take(self, items: Sequence[Item]) -> None:
        """Send the rows."""
        super().take(items)
        self._tell(items)

    def composed(self) -> Composed:
        """Wait until their messages are composed."""
        self._to_write = self._items
        answer = self._answer()
        return answer if isinstance(answer, Composed) else super().composed()

    def take_paths(self, paths: Sequence[str]) -> None:
        """Send the paths."""
        super().take_paths(paths)
        self._tell(paths)

    def written(self) -> Iterator[str]:
        """Wait until all are written; write them here if the process is gone."""
        if self._answer():
            yield from self._paths
            return
        self._messages, _findings = self._compose(self._to_write)
        yield from super().written()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._answers.close()
        self._line.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _tell(self, what: object) -> None:
        with suppress(OSError):
            self._line.sendall(pickle.dumps(what))

    def _answer(self) -> object:
        """Give what the process says, None once it is gone."""
        try:
            return pickle.load(self._answers)  # noqa: S301 - from our own process
        except (EOFError, OSError, pickle.UnpicklingError):
            return None


def _work(scribe: Scribe, line: socket) -> NoReturn:
    """Work turn by turn; leave without a word and without the caller's clean-up."""
    try:
        asked = line.makefile("rb")
        while True:
            scribe.take(pickle.load(asked))  # noqa: S301 - from our own process
            line.sendall(pickle.dumps(scribe.composed()))
            scribe.take_paths(pickle.load(asked))  # noqa: S301 - as above
            for _path in scribe.written():
                pass
            line.sendall(pickle.dumps(True))  # noqa: FBT003 - an answer
    finally:
        os._exit(0)


def processes() -> int:
    """Give how many processes may work on a long list, this one included."""
    if sys.platform != "linux":
        # Windows has no fork; on macOS, system libraries do not bear it.
        return 1
    return min(_MOST, len(os.sched_getaffinity(0)))


@contextmanager
def scribes(count: int, compose: Compose) -> Iterator[list[Scribe]]:
    """Give so many scribes, the first of them in this process."""
    with ExitStack() as stack:
        if count > 1:
            # To look through what is there for garbage would copy the pages it lies
            # on into each process.
            gc.freeze()
            stack.callback(gc.unfreeze)
        found = [Scribe(compose)]
        for _other in range(1, count):
            try:
                apart = ScribeApart(compose)
            except OSError:
                found.append(Scribe(compose))
            else:
                stack.callback(apart.end)
                found.append(apart)
        yield found
