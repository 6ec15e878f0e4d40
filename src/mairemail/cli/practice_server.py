"""A mail server inside the program: it keeps what it gets and sends nothing on."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = Callable[[str, int], str | None]


class PracticeServer:
    """
    What the server received.

    Attributes:
        port: On 127.0.0.1.
        received: How often each address got a message.
    """

    def __init__(self, answer: Answer) -> None:
        """
        Prepare a server.

        Args:
            answer: Gives the reply to a recipient at its nth attempt, from 1, or None
                to take the message.
        """
        self.port = 0
        self.received: Counter[str] = Counter()
        self._attempts: Counter[str] = Counter()
        self._answer = answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: "SMTP",
        _session: "Session",
        envelope: "Envelope",
        address: str,
        _options: list[str],
    ) -> str:
        """Answer to a recipient."""
        self._attempts[address] += 1
        refusal = self._answer(address, self._attempts[address])
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: "SMTP", _session: "Session", envelope: "Envelope"
    ) -> str:
        """Count a message."""
        self.received.update(envelope.rcpt_tos)
        return f"250 2.0.0 Ok: queued as DEMO{self.received.total():04d}"


@contextmanager
def practice_server(answer: Answer) -> Iterator[PracticeServer]:
    """Serve on a free port of 127.0.0.1 while the block runs."""
    from aiosmtpd.smtp import SMTP

    practice = PracticeServer(answer)
    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(practice, hostname="practice.example", loop=loop),
            "127.0.0.1",
            0,
        )
    )
    practice.port = listener.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield practice
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        listener.close()
        loop.run_until_complete(_finish_all(loop))
        loop.close()


async def _finish_all(loop: asyncio.AbstractEventLoop) -> None:
    """Let the sessions end."""
    tasks = [
        task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()
    ]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
