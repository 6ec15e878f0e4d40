"""An account: an identity, a server, a pace."""

import ipaddress
import re
from dataclasses import dataclass, field
from enum import StrEnum

from mairemail.accounts.pace import Pace
from mairemail.letters.forms_of_address import Sender

# Letters of any language, and the underscore that some internal networks have.
_LABEL = r"\w(?:[\w-]{0,61}\w)?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")


class Security(StrEnum):
    """How the connection is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Auth(StrEnum):
    """How one logs in."""

    PASSWORD = "password"  # noqa: S105 - the name of a method, not a password
    XOAUTH2 = "xoauth2"
    NONE = "none"


DEFAULT_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """
    Where and how to submit (RFC 6409, RFC 8314).

    Attributes:
        password_command: Program and arguments that print the password, or nothing.
        ca_file: A private CA's certificate in PEM, or None for the system's CAs.
    """

    host: str
    port: int
    security: Security
    username: str
    auth: Auth = Auth.PASSWORD
    # Its arguments may hold a secret of their own.
    password_command: tuple[str, ...] = field(default=(), repr=False)
    ca_file: str | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this machine, where nobody listens in between."""
        return is_loopback(self.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A mailbox one writes from; `name` is the user's word for it."""

    name: str
    identity: Sender
    smtp: SmtpServer
    pace: Pace


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_host(text: str) -> bool:
    """Tell whether this can be a server's name (RFC 1123 2.1, RFC 5890) or address."""
    if _is_address(text):
        return True
    if not _HOST.fullmatch(text):
        return False
    try:
        return text.isascii() or bool(text.encode("idna"))
    except UnicodeError:
        return False


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
