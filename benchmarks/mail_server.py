"""
A mail server on 127.0.0.1 for `run.py`, and a second way to it that is 40 ms long.

Prints both ports on one line, then serves until its standard input is closed. It
offers PIPELINING, as Postfix, Exim and all large providers do, and keeps nothing.
"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

ROUND_TRIP_S = 0.04


class _Keeper:
    """Takes everything."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        return "250 2.0.0 Ok: queued"


class _LateWriter(asyncio.Protocol):
    """Passes on what it reads, half a round trip later."""

    def __init__(self) -> None:
        self.peer: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(ROUND_TRIP_S / 2, self._pass_on, data)

    def connection_lost(self, _error: Exception | None) -> None:
        asyncio.get_running_loop().call_later(ROUND_TRIP_S / 2, self._close)

    def _pass_on(self, data: bytes) -> None:
        # It is there: the server speaks first.
        if self.peer:
            self.peer.write(data)

    def _close(self) -> None:
        if self.peer:
            self.peer.close()


class _Doorway(_LateWriter):
    """The client's side: opens a connection to the server for each it gets."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connecting = asyncio.ensure_future(self._connect(transport))

    async def _connect(self, transport: asyncio.BaseTransport) -> None:
        loop = asyncio.get_running_loop()
        away, back = await loop.create_connection(_LateWriter, "127.0.0.1", self._port)
        self.peer = away
        back.peer = transport  # type: ignore[assignment]  # of a TCP socket


async def main() -> None:
    """Serve until nobody wants it any more."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Keeper(), hostname="127.0.0.1"), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    proxy = await loop.create_server(lambda: _Doorway(port), "127.0.0.1", 0)
    print(port, proxy.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
