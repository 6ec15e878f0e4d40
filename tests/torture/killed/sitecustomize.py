"""
Kills the program that imports it, by SIGKILL, at one boundary between two of its steps.

Python imports this module at start-up (PYTHONPATH). `ORDEAL_POINT` names the boundary,
as `submitting.after`; `ORDEAL_NTH` says at which time it is passed. It sits where the
program meets SQLite and the socket, so the program itself knows nothing of it.
"""

import functools
import os
import signal
import socket
import sqlite3
from collections.abc import Sequence
from typing import Any

# The guard that refuses every connection that would leave this machine.
from tests.cli.watched import sitecustomize as _guard  # noqa: F401 - it acts on import

_PLACE, _, _WHEN = os.environ.get("ORDEAL_POINT", "").partition(".")
_LEFT = int(os.environ.get("ORDEAL_NTH", "1"))
# Steps of SQLite's machine after which an INSERT has begun and not committed.
_STEPS_WITHIN = 12


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Count:
    """How many times the place is still to be passed unharmed."""

    left = _LEFT


def _is_due(place: str) -> bool:
    """Tell whether the place is the one, at the right time."""
    if place != _PLACE:
        return False
    _Count.left -= 1
    return _Count.left == 0


def _place_of(statement: str, parameters: Sequence[object]) -> str:
    words = statement.split()
    if words[:3] == ["INSERT", "INTO", "messages"]:
        return "reserve"
    if words[:3] == ["INSERT", "INTO", "events"]:
        if "submitting" in parameters:
            return "submitting"
        is_settling = any("ended before" in str(one) for one in parameters)
        return "settling" if is_settling else "record"
    return {"BEGIN": "begin", "CREATE": "create", "COMMIT": "commit"}.get(words[0], "")


class _Connection(sqlite3.Connection):
    """A connection that dies before, within or after a statement or its closing."""

    def execute(  # type: ignore[override]  # the program passes no mapping
        self, statement: str, parameters: Sequence[Any] = ()
    ) -> sqlite3.Cursor:
        is_due = _is_due(_place_of(statement, parameters))
        if is_due and _WHEN == "before":
            _die()
        if is_due and _WHEN == "within":
            self._die_within()
        cursor = super().execute(statement, parameters)
        if is_due and _WHEN == "after":
            _die()
        return cursor

    def close(self) -> None:
        is_due = _is_due("close")
        if is_due and _WHEN == "before":
            _die()
        super().close()
        if is_due:
            _die()

    def _die_within(self) -> None:
        steps = iter(range(_STEPS_WITHIN))

        def step() -> int:
            if next(steps, None) is None:
                _die()
            return 0

        self.set_progress_handler(step, 1)


def _open(*arguments: object, **options: object) -> sqlite3.Connection:
    is_due = _is_due("open")
    if is_due and _WHEN == "before":
        _die()
    connection = _connect(*arguments, **options)
    if is_due:
        _die()
    return connection


def _sendall(self: socket.socket, data: bytes, flags: int = 0) -> None:
    is_body = b"\r\n\r\n" in data
    place = "dot" if data == b".\r\n" else "body" if is_body else "command"
    is_due = _is_due(place)
    if is_due and _WHEN == "before":
        _die()
    if is_due and _WHEN == "within":
        _send(self, data[: len(data) // 2], flags)
        _die()
    _send(self, data, flags)
    if is_due:
        _die()


def _link(*arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as os.link has it
    is_due = _is_due("link")
    if is_due and _WHEN == "before":
        _die()
    _real_link(*arguments, **options)
    if is_due:
        _die()


_real_link = os.link
_connect = functools.partial(sqlite3.connect, factory=_Connection)
_send = socket.socket.sendall
if _PLACE:
    os.link = _link
    sqlite3.connect = _open  # type: ignore[assignment]
    socket.socket.sendall = _sendall  # type: ignore[method-assign,assignment]
