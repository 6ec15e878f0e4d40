"""The way to a session: connect, encrypt, verify, log in."""

import errno
import re
import smtplib
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BufferedReader
from pathlib import Path

from mairemail.accounts.account import Auth, Security, SmtpServer
from mairemail.accounts.secrets import Secret
from mairemail.accounts.settings import plaintext_refused
from mairemail.errors import (
    ConfigurationError,
    CredentialError,
    MairemailError,
    ServerError,
    TryLaterError,
)
from mairemail.files import is_ordinary
from mairemail.language import _
from mairemail.sending.reply import (
    Phase,
    SmtpReply,
    Verdict,
    hint_of,
    in_words,
    judge,
    read_reply,
)
from mairemail.sending.smtp import USUAL_LIMITS, Connection, LostError, TimeLimits

# Not the machine's name: RFC 5321 4.1.4 lets a client give an address literal.
_HELLO_NAME = "[127.0.0.1]"
# In octets, all lines together: far more than any server has to say.
_LONGEST_REPLY = 1 << 21
# In octets: what systems trust is some hundred kilobytes.
_LARGEST_CA_FILE = 1 << 24
# Characters in a row that tell a quotation of the login from a word by chance.
_PIECE = 5


def open_connection(
    server: SmtpServer,
    *,
    secret: Callable[[], Secret],
    limits: TimeLimits = USUAL_LIMITS,
) -> Connection:
    """
    Connect, encrypt, verify, log in.

    Args:
        server: Where and how.
        secret: Asked for the password or token, and only if the server wants one.
        limits: How long to wait.

    Raises:
        ConfigurationError: Plain text is asked for towards another machine.
        ServerError: The server cannot be reached, verified or understood.
        CredentialError: It refuses the login; one attempt only is made.
        TryLaterError: It says to come back later.
    """
    if server.security is Security.NONE and not server.is_loopback:
        raise ConfigurationError(plaintext_refused(server.host))
    context = _tls_context(server.ca_file)
    smtp = None
    try:
        smtp = _connect(server, context, limits)
        connection = Connection(smtp, limits)
        _greet(smtp, server)
        if server.security is Security.STARTTLS:
            _start_tls(connection, smtp, server, context)
        _log_in(connection, smtp, server, secret)
    except BaseException as err:
        if smtp is not None:
            smtp.close()
        if isinstance(err, _EDGE_ERRORS):
            raise _unreachable(server, err) from err
        raise
    return connection


def _tls_context(ca_file: str | None) -> ssl.SSLContext:
    """
    Give what a server's certificate is held to: a private CA's, or the system's.

    Raises:
        ConfigurationError: The file with the CA's certificate cannot be read.
    """
    try:
        if ca_file:
            _hold_to_certificates(Path(ca_file))
        return ssl.create_default_context(cafile=ca_file)
    except OSError as err:
        raise ConfigurationError(
            _("The certificates of {file} cannot be read").format(file=ca_file),
            hint=_("Correct ca_file in accounts.toml: a file in PEM format"),
        ) from err


def _hold_to_certificates(path: Path) -> None:
    """Refuse, as the system would, what has no end or far too late."""
    if not is_ordinary(path) or path.stat().st_size > _LARGEST_CA_FILE:
        raise OSError(errno.EINVAL, "no file of certificates")


class _Session(smtplib.SMTP):
    """A session in which a server's reply has an end, in octets and in time."""

    def getreply(self) -> tuple[int, bytes]:
        """
        Read one reply; what is no SMTP has the code -1, as smtplib gives it.

        Raises:
            TimeoutError: It is not whole when the socket's time limit is over: smtplib
                gives so long to each single octet.
            LostError: It has no end.
            SMTPServerDisconnected: The connection has ended.
        """
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        self.file = self.file or self.sock.makefile("rb")
        limit_s = self.sock.gettimeout() or 0.0
        ends_at = time.monotonic() + limit_s
        lines: list[bytes] = []
        left = _LONGEST_REPLY
        while True:
            try:
                line = self._read_line(self.sock, self.file, left, ends_at)
            except TimeoutError:
                self.close()
                raise
            except OSError as err:
                self.close()
                raise smtplib.SMTPServerDisconnected(str(err)) from err
            left -= len(line)
            if not line.endswith(b"\n"):
                self.close()
                if left:
                    raise smtplib.SMTPServerDisconnected("closed by the server")
                raise LostError(_("the server's answer has no end"))
            lines.append(line[4:].strip())
            if not re.match(rb"\d{3}-", line):
                self.sock.settimeout(limit_s)
                code = int(line[:3]) if re.match(rb"\d{3}", line) else -1
                return code, b"\n".join(lines)

    def _read_line(
        self, sock: socket.socket, file: BufferedReader, most: int, ends_at: float
    ) -> bytes:
        """Read to the end of the line, of the connection, or of `most` octets."""
        line = b""
        while len(line) < most and not line.endswith(b"\n"):
            left_s = ends_at - time.monotonic()
            if left_s <= 0:
                raise TimeoutError
            sock.settimeout(left_s)
            # Reads from the network once at most; readline() would until a line ends.
            ready = file.peek(1)
            if not ready:
                break
            line += file.readline(min(len(ready), most - len(line)))
        return line


class _TlsSession(_Session, smtplib.SMTP_SSL):
    """TLS from the first byte on."""


# UnicodeError: what the resolver says to a name that cannot be one.
_EDGE_ERRORS = (OSError, smtplib.SMTPException, LostError, UnicodeError)


def _connect(
    server: SmtpServer, context: ssl.SSLContext, limits: TimeLimits
) -> smtplib.SMTP:
    try:
        if server.security is Security.TLS:
            return _TlsSession(
                server.host,
                server.port,
                local_hostname=_HELLO_NAME,
                timeout=limits.connect_s,
                context=context,
            )
        return _Session(
            server.host,
            server.port,
            local_hostname=_HELLO_NAME,
            timeout=limits.connect_s,
        )
    except smtplib.SMTPConnectError as err:
        raise _refused_by(err, server) from err


def _refused_by(err: smtplib.SMTPResponseException, server: SmtpServer) -> Exception:
    """Give what a greeting says that smtplib wraps in an error."""
    if not 400 <= err.smtp_code <= 599:
        return LostError(_("what answers is not a mail server"))
    said = err.smtp_error
    text = said if isinstance(said, bytes) else said.encode()
    return _refusal(server, Phase.CONNECT, read_reply(err.smtp_code, text))


def _greet(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    code, text = smtp.ehlo()
    if not 200 <= code <= 599:
        raise LostError(_("what answers is not a mail server"))
    if code // 100 != 2:
        raise _refusal(server, Phase.HELLO, read_reply(code, text))


def _start_tls(
    connection: Connection,
    smtp: smtplib.SMTP,
    server: SmtpServer,
    context: ssl.SSLContext,
) -> None:
    if not smtp.has_extn("starttls"):
        raise ServerError(
            _("{host} does not offer encryption on port {port}").format(
                host=server.host, port=server.port
            ),
            hint=_(
                'Nothing was sent. Try port 465 with security = "tls"; if it worked '
                "before, somebody may be listening on this network"
            ),
        )
    reply = connection.command("STARTTLS", limit_s=smtp.timeout)
    if reply.code // 100 != 2:
        raise _refusal(server, Phase.STARTTLS, reply)
    # Whoever sits in between can put answers here that would count as encrypted ones;
    # smtplib.starttls() drops them without a word (CVE-2011-0411 and its kind).
    connection.refuse_unread()
    if smtp.sock is None:
        raise LostError(_("the connection is closed"))
    smtp.sock.settimeout(smtp.timeout)
    smtp.sock = context.wrap_socket(smtp.sock, server_hostname=server.host)
    smtp.file = None
    _greet(smtp, server)


def _log_in(
    connection: Connection,
    smtp: smtplib.SMTP,
    server: SmtpServer,
    secret: Callable[[], Secret],
) -> None:
    if server.auth is Auth.NONE:
        return
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if not offered and server.is_loopback:
        # A relay of this machine that knows its users otherwise.
        return
    if server.auth is Auth.XOAUTH2:
        mechanism = "XOAUTH2"
    else:
        mechanism = next((one for one in ("PLAIN", "LOGIN") if one in offered), "")
    if mechanism not in offered:
        raise CredentialError(
            _("{host} offers no way to log in that mairemail knows ({offered})").format(
                host=server.host, offered=", ".join(offered) or _("none")
            ),
            hint=_("Check the server's name, port and security in accounts.toml"),
        )
    response = _LoginResponse(server.username, secret())
    # From now on: the server may quote it at any time.
    connection.show = response.taken_out_of
    reply = _authenticate(connection, mechanism, response)
    if reply.code // 100 != 2:
        raise _refusal(server, Phase.AUTH, reply)


class _LoginResponse:
    """
    What a login sends, by mechanism.

    PLAIN is RFC 4616, in UTF-8, which smtplib cannot; LOGIN is its forerunner; XOAUTH2
    is Google's and Microsoft's.
    """

    def __init__(self, username: str, secret: Secret) -> None:
        password = secret.reveal()
        self.login = (_base64(username), _base64(password))
        self.plain = _base64(f"\0{username}\0{password}")
        self.xoauth2 = _base64(f"user={username}\1auth=Bearer {password}\1\1")
        forms = (password, self.login[1], self.plain, self.xoauth2)
        self._pieces = _pieces_of(forms)

    def taken_out_of(self, reply: SmtpReply) -> SmtpReply:
        """
        Take out of a reply what a careless server quotes of the login.

        Pieces of it as well: a quotation may be cut short or written another way.
        """
        hidden: set[int] = set()
        for found in self._pieces.finditer(reply.text):
            hidden.update(range(*found.span(1)))
        if not hidden:
            return reply
        shown = ("\0" if at in hidden else char for at, char in enumerate(reply.text))
        return replace(reply, text=re.sub("\0+", "…", "".join(shown)))


def _pieces_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Give what finds each piece of the forms, the longest first, also over another."""
    pieces = {
        form[start : start + _PIECE]
        for form in forms
        for start in range(max(1, len(form) - _PIECE + 1))
    }
    longest_first = sorted(pieces - {""}, key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))", re.IGNORECASE)


def _authenticate(
    connection: Connection, mechanism: str, response: _LoginResponse
) -> SmtpReply:
    """Try once: providers count failed attempts and lock the account."""
    if mechanism == "LOGIN":
        reply = connection.command("AUTH LOGIN")
        for answer in response.login:
            if reply.code != 334:
                return reply
            reply = connection.command(answer)
        return reply
    initial = response.plain if mechanism == "PLAIN" else response.xoauth2
    reply = connection.command(f"AUTH {mechanism} {initial}")
    if reply.code == 334:
        # XOAUTH2 tells why in a challenge and waits for an empty answer.
        reply = connection.command("")
    return reply


def _base64(text: str) -> str:
    # A variable of the environment may hold octets that are no UTF-8 (PEP 383).
    return b64encode(text.encode(errors="surrogateescape")).decode()


def _refusal(server: SmtpServer, phase: Phase, reply: SmtpReply) -> MairemailError:
    said = in_words(reply)
    judgement = judge(phase, reply)
    hint = hint_of(judgement.advice)
    if judgement.verdict is Verdict.REFUSE_LOGIN:
        return CredentialError(
            _("{host} refused the login of {user}: {reply}").format(
                host=server.host, user=server.username, reply=said
            ),
            hint=hint,
        )
    if judgement.verdict is Verdict.THROTTLE:
        return TryLaterError(
            _("{host} says to come back later: {reply}").format(
                host=server.host, reply=said
            ),
            hint=_("Wait a quarter of an hour, then go on with the same command"),
        )
    return ServerError(
        _("{host} refuses to talk to us: {reply}").format(host=server.host, reply=said),
        hint=hint,
    )


def _unreachable(server: SmtpServer, err: BaseException) -> ServerError:
    where = f"{server.host}:{server.port}"
    if isinstance(err, ssl.SSLCertVerificationError):
        return ServerError(
            _("The certificate of {where} cannot be trusted: {reason}").format(
                where=where, reason=err.verify_message
            ),
            hint=_("Nothing was sent. Check the server's name, or this network"),
        )
    if isinstance(err, ssl.SSLError):
        reason = _("it does not speak TLS as expected")
        hint = _('Port 465 goes with security = "tls", port 587 with "starttls"')
    elif isinstance(err, (socket.gaierror, UnicodeError)):
        reason = _("there is no such server, or no network")
        hint = _("Check the server's name in accounts.toml, and your connection")
    elif isinstance(err, TimeoutError):
        reason = _("it did not answer in time")
        hint = _("Check the server's name and port; some networks block them")
    elif isinstance(err, ConnectionRefusedError):
        reason = _("it refuses the connection")
        hint = _("Check the server's name and port in accounts.toml")
    else:
        reason = str(err) if isinstance(err, LostError) else _("the connection broke")
        hint = _("Try again; if it stays so, check the server's name and port")
    return ServerError(
        _("{where} cannot be used: {reason}").format(where=where, reason=reason),
        hint=hint,
    )
