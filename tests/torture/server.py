"""
The mail server of the ordeal, a process of its own, and its book.

It notes each message durably, by Message-ID and recipient, before it answers 250: what
stands in the book is delivered, nothing else is. On cue it kills its client at a
boundary of the session. It reads its orders from stdin, a line each:

    arm POINT NTH DELAY_S PID   answered by `armed`
    seen                        answered by the last point passed since it was armed
"""

import asyncio
import logging
import os
import re
import signal
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

PASSWORD = "ordeal"
# Where the server can kill: before and after its reply to each step. `dot.read`: it has
# the whole message, and notes it after the death; `dot.dropped`: it never notes it.
COMMANDS = ("EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT")
DOT_POINTS = ("dot.read", "dot.dropped", "dot.noted", "dot.answered")
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    point: str
    nth: int
    delay_s: float
    pid: int


class _Killer:
    """Carries out one order: kill the client at the nth passing of a point."""

    def __init__(self) -> None:
        self.seen = "-"
        self._order: _Order | None = None

    def arm(self, order: _Order) -> None:
        self.seen = "-"
        self._order = order

    def reach(self, point: str) -> bool:
        """Kill if it is time; tell whether the client is dead now."""
        self.seen = point
        order = self._order
        if order is None or order.point != point:
            return False
        if order.nth > 1:
            self._order = replace(order, nth=order.nth - 1)
            return False
        self._order = None
        if order.delay_s:
            threading.Timer(order.delay_s, _kill, (order.pid,)).start()
            return False
        _kill(order.pid)
        # Blocks the loop on purpose: nothing may happen between the kill and the death.
        while _is_there(order.pid):
            time.sleep(0.001)
        return True


def _kill(pid: int) -> None:
    if _is_there(pid):
        os.kill(pid, signal.SIGKILL)


def _is_there(pid: int) -> bool:
    """Tell whether the process exists, until the one that started it took its leave."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class _Session(SMTP):
    """One session, whose every reply has a point before and after."""

    def __init__(self, book: "_Book", killer: _Killer, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(book, **options)
        self._killer = killer

    async def push(self, status: AnyStr) -> None:
        """Send a reply line; the greeting and the go-ahead have points of their own."""
        text = status if isinstance(status, str) else status.decode()
        if text.startswith("220 "):
            self._killer.reach("greeting.before")
        await super().push(status)
        if text.startswith("220 "):
            self._killer.reach("greeting.after")
        if text.startswith("354 "):
            self._killer.reach("DATA.after")

    async def _around(self, verb: str, argument: str) -> None:
        self._killer.reach(f"{verb}.before")
        await getattr(super(), f"smtp_{verb}")(argument)
        self._killer.reach(f"{verb}.after")

    async def smtp_EHLO(self, argument: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Answer EHLO."""
        await self._around("EHLO", argument)

    async def smtp_AUTH(self, argument: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Answer AUTH."""
        await self._around("AUTH", argument)

    async def smtp_MAIL(self, argument: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Answer MAIL."""
        await self._around("MAIL", argument)

    async def smtp_RCPT(self, argument: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Answer RCPT."""
        await self._around("RCPT", argument)

    async def smtp_QUIT(self, argument: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Answer QUIT."""
        await self._around("QUIT", argument)

    async def smtp_DATA(self, argument: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Take a message."""
        self._killer.reach("DATA.before")
        await super().smtp_DATA(argument)
        self._killer.reach("dot.answered")


class _Book:
    """What the server took responsibility for, a line each, on the disk."""

    def __init__(self, file: Path, killer: _Killer) -> None:
        self._descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._killer = killer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Note a message, then answer."""
        if self._killer.reach("dot.dropped"):
            return "451 4.3.0 Nobody is there to read this"
        self._killer.reach("dot.read")
        found = _MESSAGE_ID.search(envelope.original_content or b"")
        message_id = found[1].decode() if found else "-"
        for address in envelope.rcpt_tos:
            os.write(self._descriptor, f"{message_id}\t{address}\n".encode())
        os.fsync(self._descriptor)
        self._killer.reach("dot.noted")
        return "250 2.0.0 Ok: queued"


def _authenticate(*_anything: object) -> AuthResult:
    return AuthResult(success=True)


async def _serve(book_file: Path) -> None:
    # aiosmtpd warns of itself at every login.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    killer = _Killer()
    book = _Book(book_file, killer)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(
        lambda: _Session(
            book,
            killer,
            hostname="mail.example",
            loop=loop,
            authenticator=_authenticate,
            auth_require_tls=False,
        ),
        "127.0.0.1",
        0,
    )
    _say(str(listener.sockets[0].getsockname()[1]))
    await asyncio.to_thread(_take_orders, killer)


def _take_orders(killer: _Killer) -> None:
    for line in sys.stdin:
        verb, *words = line.split()
        if verb == "seen":
            _say(killer.seen)
            continue
        point, nth, delay_s, pid = words
        killer.arm(
            _Order(point=point, nth=int(nth), delay_s=float(delay_s), pid=int(pid))
        )
        _say("armed")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
