"""Who composes the messages of a dry run and writes them: this process and others."""

import gc
import os
import pickle
import signal
import sys
from collections import deque
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

    A turn is `take`, `composed`, `take_paths` and `written`. The rows of a turn may be
    taken and composed before the messages of the one before it have their paths.
    """

    def __init__(self, compose: Compose) -> None:
        """Take the function that does the work."""
        self._compose = compose
        self._to_compose: deque[Sequence[Item]] = deque()
        self._to_write: deque[list[Message]] = deque()
        self._paths: Sequence[str] = ()

    def take(self, items: Sequence[Item]) -> None:
        """Take the rows of a turn."""
        self._to_compose.append(items)

    def composed(self) -> Composed:
        """Compose their messages and keep them."""
        messages, findings = self._compose(self._to_compose.popleft())
        self._to_write.append(messages)
        return _told(messages, findings)

    def take_paths(self, paths: Sequence[str]) -> None:
        """Take a path for each message."""
        self._paths = paths

    def written(self) -> Iterator[str]:
        """
        Write the messages; give each path once its file is there.

        Raises:
            CannotWriteError: One cannot be written.
        """
        for path, message in zip(self._paths, self._to_write.popleft(), strict=True):
            write_message(path, message)
            yield path


class ScribeApart(Scribe):
    """
    A process that does the work of a scribe, a turn ahead of its paths.

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
        self._unwritten: deque[Sequence[Item]] = deque()
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
        items = self._to_compose.popleft()
        self._unwritten.append(items)
        answer = self._answer()
        if isinstance(answer, Composed):
            return answer
        return _told(*self._compose(items))

    def take_paths(self, paths: Sequence[str]) -> None:
        """Send the paths."""
        super().take_paths(paths)
        self._tell(paths)

    def written(self) -> Iterator[str]:
        """Wait until all are written; write them here if the process is gone."""
        items = self._unwritten.popleft()
        if self._answer():
            yield from self._paths
            return
        messages, _findings = self._compose(items)
        self._to_write.append(messages)
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


def _told(messages: list[Message], findings: list[Finding]) -> Composed:
    emails = [message.envelope_recipients[0] for message in messages]
    return Composed(findings=findings, emails=emails)


def _work(scribe: Scribe, line: socket) -> NoReturn:
    """
    Work a turn ahead; leave without a word and without the caller's clean-up.

    The rows of the next turn are taken before the answer to this one is given: two
    long texts that meet on the line would wait for each other.
    """
    try:
        asked = line.makefile("rb")
        scribe.take(pickle.load(asked))  # noqa: S301 - from our own process
        composed = scribe.composed()
        while True:
            scribe.take(pickle.load(asked))  # noqa: S301 - as above
            line.sendall(pickle.dumps(composed))
            composed = scribe.composed()
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
