"""What a new account needs, asked where it was not given."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mairemail.accounts.account import (
    DEFAULT_PORTS,
    Account,
    Auth,
    Security,
    SmtpServer,
    is_loopback,
)
from mairemail.accounts.pace import default_pace
from mairemail.accounts.settings import Accounts, check_account_name, plaintext_refused
from mairemail.cli import prompts
from mairemail.cli.screen import printable, show_error
from mairemail.contacts.address import normalise_address
from mairemail.errors import UsageError
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender

_Read = TypeVar("_Read")
# A host name (RFC 1123 2.1) or an IP address.
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:]+\]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the command line gave; None for what it left open."""

    name: str | None
    email: str | None
    full_name: str | None
    postal_address: str | None
    host: str | None
    port: int | None
    security: str | None
    username: str | None


def complete(answers: Answers, *, existing: Accounts) -> Account:
    """
    Ask for what is missing, where there is somebody to ask, and make the account.

    Raises:
        UsageError: An option cannot be, or nobody can be asked for what is missing.
    """
    name = _answer(
        answers.name,
        _("A name for this account, one word"),
        lambda text: _new_name(text, existing),
        default="perso",
    )
    email = _answer(answers.email, _("Your e-mail address"), _address)
    identity = Sender(
        name=_answer(
            answers.full_name, _("Your name, for the signature"), str, default=""
        ),
        email=email,
        postal_address=_answer(
            answers.postal_address,
            _("Your postal address, for the signature"),
            str,
            default="",
        ),
    )
    host = _answer(
        answers.host, _("Your provider's server for outgoing mail (SMTP)"), _host
    )
    is_starttls = answers.port == DEFAULT_PORTS[Security.STARTTLS]
    security = _answer(
        answers.security,
        _("Encryption: tls, starttls or none"),
        lambda text: _security(text, host),
        default=Security.STARTTLS if is_starttls else Security.TLS,
    )
    port = _answer(
        str(answers.port) if answers.port else None,
        _("Port"),
        _port,
        default=str(DEFAULT_PORTS[security]),
    )
    username = _answer(answers.username, _("Login"), str, default=email)
    server = SmtpServer(
        host=host,
        port=port,
        security=security,
        username=username,
        auth=Auth.PASSWORD if username else Auth.NONE,
    )
    return Account(
        name=name,
        identity=identity,
        smtp=server,
        pace=default_pace(is_loopback=server.is_loopback),
    )


def _answer(
    given: str | None,
    question: str,
    read: Callable[[str], _Read],
    *,
    default: str | None = None,
) -> _Read:
    """
    Give the option, else what the person says, asked again while it cannot be.

    Without anybody to ask, the default; without one, `prompts.ask` says what to do.
    """
    if given is not None:
        return read(_one_line(given.strip()))
    if default is not None and not prompts.is_terminal():
        return read(default)
    while True:
        try:
            return read(_one_line(prompts.ask(question, default=default or "")))
        except UsageError as err:
            if not prompts.is_terminal():
                raise
            show_error(err)


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise UsageError(
            _("“{text}” is more than one line of text").format(text=printable(text)),
            hint=_("Put it on one line, without invisible characters"),
        )
    return text


def _new_name(text: str, existing: Accounts) -> str:
    check_account_name(text)
    if text in existing.by_name:
        raise UsageError(
            _("There is an account called {name} already").format(name=text),
            hint=_("Take it away first: mairemail account remove {name}").format(
                name=text
            ),
        )
    return text


def _address(text: str) -> str:
    email = normalise_address(text)
    if email is None:
        raise UsageError(
            _("“{text}” is not an e-mail address").format(text=text),
            hint=_("It looks like camille@example.org"),
        )
    return email


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise UsageError(
            _("“{text}” is not the name of a server").format(text=text),
            hint=_(
                "It looks like smtp.example.org, without smtp:// and without a port"
            ),
        )
    return text


def _security(text: str, host: str) -> Security:
    try:
        security = Security(text.lower().replace("ssl", "tls"))
    except ValueError as err:
        raise UsageError(
            _("“{text}” is not one of {choices}").format(
                text=text, choices=", ".join(Security)
            ),
            hint=_("Your provider's help pages tell: tls (or SSL) is the usual one"),
        ) from err
    if security is Security.NONE and not is_loopback(host):
        raise UsageError(
            plaintext_refused(host), hint=_("Use --security tls or --security starttls")
        )
    return security


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise UsageError(
        _("“{text}” is not a port").format(text=text),
        hint=_("It is 465 with tls and 587 with starttls"),
    )
