"""
A mail server on 127.0.0.1 that misbehaves on cue.

It speaks just enough SMTP over raw sockets. A cue says at which step of a session, at
which time that step comes, and what happens there in place of the usual reply:

    with ScriptedServer(Cue(Step.RCPT, Fault.CLOSE, nth=2)) as server:
        ...  # the second RCPT closes the connection
    assert server.letters == [...]
"""

import socket
import ssl
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Self

_LIMIT_S = 20.0
_SLOW_S = 0.001
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Step(StrEnum):
    """Where in a session a cue can stand; a command's value is its verb."""

    CONNECT = "connect"
    GREETING = "greeting"
    HELLO = "EHLO"
    STARTTLS = "STARTTLS"
    HANDSHAKE = "TLS handshake"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    BODY = "body"
    DOT = "dot"
    REPLIED = "after the reply"
    RSET = "RSET"
    QUIT = "QUIT"


class Fault(Enum):
    """What can happen in place of a reply."""

    CLOSE = "close the connection"
    RESET = "break the connection, so that the client's system says so at once"
    SILENCE = "keep the connection and never say anything again"
    GARBAGE = "answer with bytes that are no SMTP"
    OBEY = "do what was asked all the same, with no other reply than the cue's"
    SEVERAL_LINES = "answer as usual, in several lines"
    MEGABYTE = "answer as usual, in many lines, of 1 MB together"
    SLOWLY = "take from now on little by little what comes"
    WAIT = "wait for what the client says next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endless:
    """An answer without end: the same octets for 20 seconds, with pauses."""

    data: bytes
    pause_s: float = 0.0


Action = Fault | Endless | float | str | bytes


class Cue:
    """
    One misbehaviour.

    Attributes:
        step: Where.
        actions: One after another: bytes are sent as they are, a text is sent as a
            reply line, so many seconds are waited; then the session goes on. Before the
            greeting there is only CLOSE, a port that refuses, and SILENCE, one that
            swallows.
        nth: At which time the step comes, from 1, counted over all connections; 0 for
            every time.
    """

    def __init__(self, step: Step, *actions: Action, nth: int = 1) -> None:
        self.step = step
        self.actions = actions
        self.nth = nth


@dataclass(slots=True, kw_only=True)
class Letter:
    """
    A message whose final dot the server read: it has it, whatever it said then.

    Attributes:
        wire: The octets between 354 and the dot, dots still doubled.
        is_acknowledged: Whether the server answered 250, in one line or in many.
    """

    recipients: tuple[str, ...]
    wire: bytes
    is_acknowledged: bool


@dataclass(slots=True)
class _Session:
    recipients: list[str] = field(default_factory=list)
    has_sender: bool = False
    is_encrypted: bool = False


class _OverError(Exception):
    """The session is over."""


class ScriptedServer:
    """
    A server and what it saw.

    Attributes:
        letters: Every message it has.
        commands: Every command line, without its line end, of all connections.
        packets: What it read at once, of all connections; a body may come in several.
        connections: How many were opened.
    """

    def __init__(
        self,
        *cues: Cue,
        extensions: tuple[str, ...] = ("8BITMIME", "ENHANCEDSTATUSCODES"),
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        """
        Prepare a server.

        Args:
            cues: The misbehaviours; steps without one are answered well.
            extensions: What EHLO offers, besides STARTTLS where it is possible.
            tls: For TLS from the first byte on.
            starttls: For STARTTLS.
        """
        self.letters: list[Letter] = []
        self.commands: list[bytes] = []
        self.packets: list[bytes] = []
        self.connections = 0
        self._cues = cues
        self._extensions = extensions
        self._tls = tls
        self._starttls = starttls
        self._counts = dict.fromkeys(Step, 0)
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._listener = socket.socket()
        # Little room, so that a client notices in the body what happens in the body.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()

    @property
    def recipients(self) -> list[str]:
        """Who has a message, in the order of the messages, twice if twice."""
        return [address for letter in self.letters for address in letter.recipients]

    def __enter__(self) -> Self:
        at_connect = [cue for cue in self._cues if cue.step is Step.CONNECT]
        if not at_connect:
            self._listener.listen()
            self._start(self._accept)
        elif Fault.SILENCE in at_connect[0].actions:
            self._swallow()
        return self

    def _swallow(self) -> None:
        """Let others fill the queue: Linux then drops who comes next."""
        self._listener.listen(0)
        for _time in range(2):
            other = socket.socket()
            other.settimeout(0)
            self._sockets.append(other)
            with suppress(BlockingIOError):
                other.connect((self.host, self.port))

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        # Wakes accept() and recv(), which close() alone does not.
        for one in (self._listener, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_LIMIT_S)
        for one in (self._listener, *self._sockets):
            one.close()

    def _start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]  # a bound method
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.settimeout(_LIMIT_S)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        talk = _Talk(connection, self.packets)
        try:
            if self._tls:
                self._encrypt(talk, self._tls)
            self._converse(talk)
        except (_OverError, OSError):
            pass
        finally:
            talk.close()

    def _converse(self, talk: "_Talk") -> None:
        session = _Session(is_encrypted=self._tls is not None)
        self._answer(talk, Step.GREETING, "220 mail.example ESMTP")
        while True:
            line = talk.read_line()
            self.commands.append(line)
            verb = line.split(b" ", 1)[0].upper().decode("ascii", "replace")
            if verb == "DATA":
                self._take_message(talk, session)
            elif verb in list(Step):
                self._command(talk, session, Step(verb), line)
            else:
                talk.send("500 5.5.2 What?")

    def _encrypt(self, talk: "_Talk", context: ssl.SSLContext) -> bool:
        talk.wait_for_hello()
        if not self._answer(talk, Step.HANDSHAKE):
            return False
        talk.encrypt(context, self._sockets)
        return True

    def _command(
        self, talk: "_Talk", session: _Session, step: Step, line: bytes
    ) -> None:
        is_done = self._answer(talk, step, *self._usual(step, session))
        if step in {Step.MAIL, Step.RSET}:
            session.recipients.clear()
            session.has_sender = step is Step.MAIL and is_done
        if step is Step.RCPT and is_done and session.has_sender:
            session.recipients.append(line.split(b"<", 1)[1].split(b">")[0].decode())
        if step is Step.STARTTLS and is_done and self._starttls:
            session.is_encrypted = self._encrypt(talk, self._starttls)
        if step is Step.QUIT:
            raise _OverError

    def _usual(self, step: Step, session: _Session) -> tuple[str, ...]:
        if step is Step.HELLO:
            can_encrypt = self._starttls and not session.is_encrypted
            words = ["mail.example", *(["STARTTLS"] if can_encrypt else [])]
            words += self._extensions
            return (*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}")
        if step is Step.RCPT and not session.has_sender:
            return ("503 5.5.1 Whose message?",)
        return {
            Step.STARTTLS: ("220 2.0.0 Ready",),
            Step.AUTH: ("235 2.7.0 Welcome",),
            Step.QUIT: ("221 2.0.0 Bye",),
        }.get(step, ("250 2.0.0 Ok",))

    def _take_message(self, talk: "_Talk", session: _Session) -> None:
        usual = "354 Go on" if session.recipients else "503 5.5.1 To whom?"
        if not self._answer(talk, Step.DATA, usual) or not session.recipients:
            return
        talk.wait_for_data()
        self._answer(talk, Step.BODY)
        letter = Letter(
            recipients=tuple(session.recipients),
            wire=talk.read_until_dot(),
            is_acknowledged=False,
        )
        # The server has it from here on.
        number = self._counts[Step.DOT] + 1
        self.letters.append(letter)
        # What follows on the reply travels with it: a client reads both at once.
        talk.hold()
        letter.is_acknowledged = self._answer(
            talk, Step.DOT, f"250 2.0.0 Ok: queued as {number:04X}"
        )
        if talk.has_refused:
            # A refusal to the dot says that it keeps nothing (RFC 5321 4.2.5).
            self.letters.remove(letter)
        self._answer(talk, Step.REPLIED)
        talk.release()
        session.recipients.clear()

    def _answer(self, talk: "_Talk", step: Step, *usual: str) -> bool:
        """Do what the cue says, or what is usual; tell whether it comes to the same."""
        talk.has_refused = False
        self._counts[step] += 1
        for cue in self._cues:
            if cue.step is step and cue.nth in {0, self._counts[step]}:
                is_as_usual = False
                for action in cue.actions:
                    is_as_usual = action is Fault.OBEY or self._act(
                        talk, action, usual or ("250 2.0.0 Ok",)
                    )
                return is_as_usual
        if usual:
            talk.send("\r\n".join(usual))
        return True

    def _act(self, talk: "_Talk", action: Action, usual: tuple[str, ...]) -> bool:
        if action in {Fault.SEVERAL_LINES, Fault.MEGABYTE}:
            octets = 1_000_000 if action is Fault.MEGABYTE else 0
            talk.send("\r\n".join(_longer(usual, octets)))
            return True
        if isinstance(action, str):
            talk.has_refused = action[:1] in {"4", "5"}
            talk.send(action)
        elif isinstance(action, bytes):
            talk.send_bytes(action)
        elif isinstance(action, float):
            self._ended.wait(action)
        elif isinstance(action, Endless):
            talk.release()
            ends_at = time.monotonic() + _LIMIT_S
            while time.monotonic() < ends_at and not self._ended.wait(action.pause_s):
                talk.send_bytes(action.data)
            raise _OverError
        elif action is Fault.GARBAGE:
            talk.send_bytes(b"\xff\xfe\x00\x01 not mail at all\r\n")
        else:
            talk.release()
            self._fail(talk, action)
        return False

    def _fail(self, talk: "_Talk", fault: object) -> None:
        if fault is Fault.WAIT:
            talk.wait_for_data()
            return
        if fault is Fault.SLOWLY:
            talk.pause_s = _SLOW_S
            return
        if fault is Fault.SILENCE:
            self._ended.wait(_LIMIT_S)
        else:
            talk.close(is_reset=fault is Fault.RESET)
        raise _OverError


def _longer(usual: tuple[str, ...], octets: int) -> tuple[str, ...]:
    """Give a reply with lines put into it, so many octets or a little more."""
    code = usual[-1][:3]
    line = f"{code}-X-MORE {'.' * 60}"
    lines = [line] * (octets // len(line) + 2)
    return (f"{code}-{usual[0][4:]}", *lines, *(usual[1:] or usual))


class _Talk:
    """One connection, read by lines."""

    def __init__(self, connection: socket.socket, packets: list[bytes]) -> None:
        self._socket = connection
        self._packets = packets
        self._buffer = bytearray()
        self._held: list[bytes] | None = None
        self.pause_s = 0.0
        self.has_refused = False

    def encrypt(self, context: ssl.SSLContext, sockets: list[socket.socket]) -> None:
        self._socket = context.wrap_socket(self._socket, server_side=True)
        sockets.append(self._socket)

    def send(self, line: str) -> None:
        self.send_bytes(line.encode() + b"\r\n")

    def send_bytes(self, data: bytes) -> None:
        if self._held is None:
            self._socket.sendall(data)
        else:
            self._held.append(data)

    def hold(self) -> None:
        self._held = []

    def release(self) -> None:
        held, self._held = self._held, None
        if held:
            self._socket.sendall(b"".join(held))

    def read_line(self) -> bytes:
        return self._read_until(b"\r\n")

    def wait_for_hello(self) -> None:
        self._socket.recv(1, socket.MSG_PEEK)

    def wait_for_data(self) -> None:
        if not self._buffer:
            self._receive()

    def read_until_dot(self) -> bytes:
        if self._buffer.startswith(b".\r\n"):
            del self._buffer[:3]
            return b""
        return self._read_until(b"\r\n.\r\n") + b"\r\n"

    def close(self, *, is_reset: bool = False) -> None:
        with suppress(OSError):
            if is_reset:
                self._socket.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE
                )
            else:
                self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _read_until(self, end: bytes) -> bytes:
        searched = 0
        while (found := self._buffer.find(end, searched)) < 0:
            searched = max(0, len(self._buffer) - len(end))
            self._receive()
        data = bytes(self._buffer[:found])
        del self._buffer[: found + len(end)]
        return data

    def _receive(self) -> None:
        time.sleep(self.pause_s)
        data = self._socket.recv(1 << 16)
        if not data:
            raise _OverError
        self._packets.append(data)
        self._buffer += data
