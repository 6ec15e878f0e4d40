"""A well-behaved mail server on 127.0.0.1 that remembers everything (aiosmtpd)."""

import asyncio
import itertools
import ssl
import threading
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message the server took: its envelope, and its bytes with dots undoubled."""

    envelope_sender: str
    envelope_recipients: tuple[str, ...]
    data: bytes
    mail_options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One attempt to log in, as the server read it."""

    mechanism: str
    username: str
    password: str


class Gate:
    """Holds the server's answer to one message, which it has, until `open`."""

    def __init__(self, *, at: int) -> None:
        """Stand before the answer to the message number `at`, from 1."""
        self.at = at
        self._reached = threading.Event()
        self._opened = threading.Event()

    def wait_until_reached(self) -> None:
        """Wait until the server has the message and holds its answer back."""
        assert self._reached.wait(_LIMIT_S), "the message never came"

    def open(self) -> None:
        """Let the answer out."""
        self._opened.set()

    async def hold(self) -> None:
        """Wait on the server's side."""
        self._reached.set()
        while not self._opened.is_set():
            await asyncio.sleep(0.005)


class MailServer:
    """
    An SMTP server that takes every message it is not told to refuse.

    Attributes:
        received: The messages taken.
        connections: How many were opened.
        hello_names: What each EHLO gave as its name.
        logins: Every attempt to log in.
        at_mail, at_dot: A reply to MAIL or to the message in place of 250, or None.
        gate: Where to hold an answer back, or None.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        password: str | None = None,
        mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN"),
        has_smtputf8: bool = False,
    ) -> None:
        """
        Prepare a server.

        Args:
            tls: For TLS from the first byte on.
            starttls: For STARTTLS, which is then required.
            password: The right one; with it a login is required.
            mechanisms: The ways to log in that are offered.
            has_smtputf8: Whether non-ASCII addresses are taken.
        """
        self.host = "127.0.0.1"
        self.port = 0
        self.received: list[Received] = []
        self.connections = 0
        self.hello_names: list[str] = []
        self.logins: list[Login] = []
        self.at_mail: str | None = None
        self.at_dot: str | None = None
        self.gate: Gate | None = None
        self.password = password
        self._tls = tls
        self._starttls = starttls
        self._mechanisms = mechanisms
        self._has_smtputf8 = has_smtputf8
        self._answers: dict[str, Iterator[str]] = {}
        self._protocols: list[SMTP] = []

    def refuse(self, address: str, reply: str, *, times: int | None = None) -> None:
        """Answer RCPT for one address with `reply`, always or so many times."""
        self._answers[address] = (
            itertools.repeat(reply) if times is None else iter([reply] * times)
        )

    @property
    def letters(self) -> Counter[str]:
        """How many messages each address got, upper and lower case the same."""
        return Counter(
            address.lower()
            for message in self.received
            for address in message.envelope_recipients
        )

    @contextmanager
    def serving(self, loop: asyncio.AbstractEventLoop) -> Iterator["MailServer"]:
        """Serve on a free port while the block runs."""
        listener = asyncio.run_coroutine_threadsafe(self._start(loop), loop).result(
            _LIMIT_S
        )
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(_stop(listener, self._protocols), loop
            ).result(_LIMIT_S)  # fmt: skip

    async def _start(self, loop: asyncio.AbstractEventLoop) -> asyncio.Server:
        listener = await loop.create_server(
            lambda: self._new_session(loop), self.host, 0, ssl=self._tls
        )
        self.port = listener.sockets[0].getsockname()[1]
        return listener

    def _new_session(self, loop: asyncio.AbstractEventLoop) -> SMTP:
        self.connections += 1
        excluded = {"PLAIN", "LOGIN", "XOAUTH2"} - set(self._mechanisms)
        if self.password is None:
            excluded = {"PLAIN", "LOGIN", "XOAUTH2"}
        protocol = SMTP(
            self,
            hostname="mail.example",
            loop=loop,
            timeout=_LIMIT_S,
            enable_SMTPUTF8=self._has_smtputf8,
            tls_context=self._starttls,
            require_starttls=self._starttls is not None,
            authenticator=self._authenticate,
            # Under implicit TLS aiosmtpd does not know that it speaks TLS.
            auth_require_tls=False,
            auth_exclude_mechanism=excluded,
        )
        self._protocols.append(protocol)
        return protocol

    def _authenticate(
        self,
        _server: SMTP,
        _session: Session,
        _envelope: Envelope,
        mechanism: str,
        data: LoginPassword,
    ) -> AuthResult:
        return self._judge_login(mechanism, data.login.decode(), data.password.decode())

    def _judge_login(self, mechanism: str, username: str, password: str) -> AuthResult:
        self.logins.append(
            Login(mechanism=mechanism, username=username, password=password)
        )
        # handled=False, or a refusal is never answered and the client hangs.
        return AuthResult(success=password == self.password, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        """Log in with a token; tell why not in a challenge, as Google does."""
        fields = b64decode(arguments[1]).decode().split("\1")
        username = fields[0].removeprefix("user=")
        token = fields[1].removeprefix("auth=Bearer ")
        result = self._judge_login("XOAUTH2", username, token)
        if not result.success:
            await server.challenge_auth('{"status":"401"}')
        return result

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Take note of the client's name."""
        session.host_name = hostname
        self.hello_names.append(hostname)
        return [line for line in responses if line != "250-AUTH "]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Answer to the envelope sender."""
        if self.password is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Answer to a recipient."""
        refusal = next(self._answers.get(address, iter(())), None)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take or refuse a message."""
        if self.at_dot:
            return self.at_dot
        self.received.append(
            Received(
                envelope_sender=envelope.mail_from or "",
                envelope_recipients=tuple(envelope.rcpt_tos),
                data=envelope.original_content or b"",
                mail_options=tuple(envelope.mail_options),
            )
        )
        number = len(self.received)
        if self.gate is not None and number == self.gate.at:
            await self.gate.hold()
        return f"250 2.0.0 Ok: queued as {number:04X}"


async def _stop(listener: asyncio.Server, protocols: list[Any]) -> None:
    listener.close()
    for protocol in protocols:
        transport = protocol.transport
        if transport is not None and not transport.is_closing():
            transport.abort()
        if protocol._handler_coroutine is not None:
            protocol._handler_coroutine.cancel()
    sessions = [protocol._handler_coroutine for protocol in protocols]
    await asyncio.gather(*filter(None, sessions), return_exceptions=True)


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop in a thread of its own while the block runs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_LIMIT_S)
        loop.close()
