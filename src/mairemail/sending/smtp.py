"""
One session with one's own server, driven command by command.

smtplib.sendmail() cannot tell in which phase a connection broke and throws away the
reply that holds the queue id, so the commands are sent one by one.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from mairemail.language import _
from mairemail.messages.message import Message
from mairemail.sending.reply import Phase, SmtpReply, read_reply

# Octets; each such part has the time limit for itself (RFC 5321 4.5.3.2.5).
_PART = 1 << 16
_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """Seconds to wait for the server (RFC 5321 4.5.3.2), by phase."""

    connect_s: float = 30.0
    command_s: float = 120.0
    after_dot_s: float = 600.0


USUAL_LIMITS = TimeLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    How far a submission came.

    Attributes:
        phase: The last step begun.
        reply: The server's answer to it; None where it broke off or fell silent.
        reason: What happened where there is no reply.
        recipient: Whom RCPT named, where the reply is to that.
        is_unaddressable: The server was not asked, since an address has an accent that
            it does not take.
    """

    phase: Phase
    reply: SmtpReply | None
    reason: str = ""
    recipient: str = ""
    is_unaddressable: bool = False


class _Command(NamedTuple):
    """A command of the envelope; `recipient` is whom RCPT names."""

    phase: Phase
    line: str
    recipient: str = ""


class LostError(Exception):
    """The connection is gone, or what comes over it is not SMTP."""


class Connection:
    """A session after EHLO, TLS and login; `submit` hands over one message."""

    def __init__(self, smtp: smtplib.SMTP, limits: TimeLimits) -> None:
        """Take over an open smtplib session; `open_connection` makes one."""
        if smtp.sock is not None:
            # Body and dot are two writes: without this the second waits 40 ms.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._smtp = smtp
        self._limits = limits
        self._phase = Phase.MAIL
        # What is shown of a reply: after the login, without what it quotes of that.
        self.show: Callable[[SmtpReply], SmtpReply] = lambda reply: reply
        self.is_open = True

    def submit(self, message: Message, *, before_dot: Callable[[], None]) -> Attempt:
        """
        Hand over one message (RFC 5321 3.3): to all its recipients, or to none.

        Args:
            message: Checked bytes.
            before_dot: Called between the body and the final dot: from its return on,
                the server may have the message. If it raises, the server gets nothing.
        """
        self._phase = Phase.MAIL
        if message.needs_smtputf8 and not self._smtp.has_extn("smtputf8"):
            # RFC 6531 3.4: such an address may not be sent to it.
            reason = _("the server takes no addresses with accents (no SMTPUTF8)")
            return Attempt(
                phase=self._phase, reply=None, reason=reason, is_unaddressable=True
            )
        try:
            refusal = self._announce(message)
            if refusal:
                return refusal
            self._phase = Phase.BODY
            self._send(_LINE_START_DOT.sub(b"..", message.data))
            before_dot()
            self.refuse_unread()
            self._phase = Phase.DOT
            reply = self._end_of_data()
        except LostError as err:
            return self._lost(err)
        except BaseException:
            self.close()
            raise
        if reply.code // 100 == 2:
            return Attempt(phase=Phase.DOT, reply=reply)
        return self._refused(reply)

    def _end_of_data(self) -> SmtpReply:
        """Send the dot and read the reply; a go-ahead is neither yes nor no."""
        self._send(b".\r\n")
        reply = self._reply(limit_s=self._limits.after_dot_s)
        if reply.code // 100 == 3:
            raise LostError(_out_of_step())
        return reply

    def _lost(self, err: LostError) -> Attempt:
        self.close()
        return Attempt(phase=self._phase, reply=None, reason=str(err))

    def _announce(self, message: Message) -> Attempt | None:
        """Send envelope and DATA; give the refusal of one of them."""
        commands = self._commands(message)
        # RFC 2920: they travel together, the answers are read one by one.
        at_once = len(commands) if self._smtp.has_extn("pipelining") else 1
        for start in range(0, len(commands), at_once):
            group = commands[start : start + at_once]
            self.refuse_unread()
            self._send(b"".join(_on_the_wire(one.line) for one in group))
            refusal = self._read_answers(group)
            if refusal:
                return refusal
        return None

    def _read_answers(self, group: Sequence[_Command]) -> Attempt | None:
        """Read the answer to each command, up to the first refusal, and give that."""
        for place, command in enumerate(group):
            self._phase = command.phase
            reply = self._reply(limit_s=self._limits.command_s)
            if reply.code // 100 in {4, 5}:
                if reply.code == 421:
                    self.close()
                self._read_past(group[place + 1 :])
                return self._refused(reply, command.recipient)
            if reply.code // 100 != (3 if command.phase is Phase.DATA else 2):
                raise LostError(_out_of_step())
        return None

    def _read_past(self, rest: Sequence[_Command]) -> None:
        """Read the answers to what travelled behind a refused command."""
        try:
            for command in rest:
                if not self.is_open:
                    return
                reply = self._reply(limit_s=self._limits.command_s)
                if command.phase is Phase.DATA and reply.code // 100 == 3:
                    # It waits for a message that some of the recipients would get.
                    self.close()
        except LostError:
            self.close()

    def quit(self) -> None:
        """Say goodbye and close; a server that does not answer is not waited for."""
        if self.is_open:
            with suppress(LostError):
                self.command("QUIT", limit_s=min(5.0, self._limits.command_s))
            self.close()

    def close(self) -> None:
        """Close without a word."""
        self.is_open = False
        self._smtp.close()

    def _commands(self, message: Message) -> list[_Command]:
        options = f" SIZE={len(message.data)}" if self._smtp.has_extn("size") else ""
        if message.needs_smtputf8:
            options += " SMTPUTF8 BODY=8BITMIME"
        return [
            _Command(Phase.MAIL, f"MAIL FROM:<{message.envelope_sender}>{options}"),
            *(
                _Command(Phase.RCPT, f"RCPT TO:<{recipient}>", recipient)
                for recipient in message.envelope_recipients
            ),
            _Command(Phase.DATA, "DATA"),
        ]

    def _refused(self, reply: SmtpReply, recipient: str = "") -> Attempt:
        """Make the session ready for the next message, if the server lets us."""
        if reply.code == 421:
            self.close()
        elif self.is_open:
            try:
                self.command("RSET")
            except LostError:
                self.close()
        return Attempt(phase=self._phase, reply=reply, recipient=recipient)

    def command(self, line: str, *, limit_s: float | None = None) -> SmtpReply:
        """Send one line and read the reply to it."""
        self.refuse_unread()
        self._send(_on_the_wire(line))
        return self._reply(limit_s=limit_s or self._limits.command_s)

    def refuse_unread(self) -> None:
        """
        Give the session up where an answer lies unread, or the server has hung up.

        The answer would be taken for that to what comes next, at worst to the dot. An
        idle server says goodbye in this way too (421, RFC 5321 3.8). A dot sent to who
        has hung up would leave a doubt.
        """
        if self._smtp.sock is None or self._smtp.file is None:
            return
        self._smtp.sock.settimeout(0)
        try:
            if self._smtp.file.peek(1):
                raise LostError(_out_of_step())
            # peek() gives nothing for nothing yet and for nothing any more.
            found = self._smtp.file.raw.readinto(bytearray(1))
        except ssl.SSLWantReadError:
            return
        except OSError as err:
            raise LostError(_("the connection broke")) from err
        if found is not None:
            raise LostError(_out_of_step() if found else _("the connection broke"))

    def _send(self, data: bytes) -> None:
        try:
            if self._smtp.sock is None:
                raise LostError(_("the connection is closed"))
            self._smtp.sock.settimeout(self._limits.command_s)
            for start in range(0, len(data), _PART):
                self._smtp.sock.sendall(data[start : start + _PART])
        except TimeoutError as err:
            raise LostError(_("the server did not take the data in time")) from err
        except OSError as err:
            raise LostError(_("the connection broke")) from err

    def _reply(self, *, limit_s: float) -> SmtpReply:
        if self._smtp.sock is None:
            raise LostError(_("the connection is closed"))
        self._smtp.sock.settimeout(limit_s)
        try:
            code, text = self._smtp.getreply()
        except TimeoutError as err:
            raise LostError(_("the server did not answer in time")) from err
        except smtplib.SMTPServerDisconnected as err:
            raise LostError(_("the connection broke")) from err
        if not 200 <= code <= 599:
            raise LostError(_("the server's answer is not SMTP"))
        return self.show(read_reply(code, text))


def _on_the_wire(line: str) -> bytes:
    return line.encode() + b"\r\n"


def _out_of_step() -> str:
    return _("the server answers out of step")
