"""What a new account needs, asked where it was not given."""

import re
from collections.abc import Callable
from dataclasses import astuple, dataclass
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

from mairemail.accounts.account import (
    DEFAULT_PORTS,
    Account,
    Auth,
    Security,
    SmtpServer,
    is_host,
    is_loopback,
)
from mairemail.accounts.pace import default_pace
from mairemail.accounts.settings import Accounts, check_new_name, plaintext_refused
from mairemail.cli import prompts
from mairemail.cli.screen import printable, show_error, talk, talk_wrapped
from mairemail.contacts.address import normalise_address
from mairemail.errors import UsageError
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender

_Read = TypeVar("_Read")
# What providers call it besides.
_SSL = re.compile(r"ssl([/-]tls)?|tls/ssl")


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


def complete(answers: Answers, *, existing: Accounts, file: Path) -> Account:
    """
    Ask for what is missing, where there is somebody to ask, and make the account.

    Args:
        answers: What the command line gave.
        existing: The accounts there are.
        file: Where they stand.

    Raises:
        UsageError: An option cannot be, or nobody can be asked for what is missing.
        Abort: The person wants no account after all.
    """
    if None in astuple(answers) and prompts.is_terminal():
        talk_wrapped(
            _(
                "Enter alone takes what stands between brackets; Ctrl-C stops, and "
                "nothing is saved."
            )
        )
    name = _answer(
        answers.name,
        _("A name for this account, one word"),
        lambda text: _new_name(text, existing, file),
        default=_free_name(existing),
    )
    identity = _identity(answers, file)
    server = _server(answers, email=identity.email)
    return Account(
        name=name,
        identity=identity,
        smtp=server,
        pace=default_pace(is_loopback=server.is_loopback),
    )


def _identity(answers: Answers, file: Path) -> Sender:
    """Ask who writes."""
    email = _answer(answers.email, _("Your e-mail address"), _address)
    name = _answer(
        answers.full_name, _("Your name, for the signature"), str, default=""
    )
    postal_address = _answer(
        answers.postal_address,
        _("Your postal address, for the signature"),
        str,
        default="",
    )
    if not postal_address and answers.postal_address is None:
        _talk(
            _(
                "Without it a letter leaves just as well, but a French town hall must "
                "answer only who gives it. It can be added later, in {file}."
            ).format(file=file)
        )
    return Sender(name=name, email=email, postal_address=postal_address)


def _server(answers: Answers, *, email: str) -> SmtpServer:
    """Ask through which server the mail leaves, and how to log in there."""
    if answers.host is None:
        _talk(
            _(
                "Your mail leaves through a server of your provider. Its help pages "
                "name it, as “SMTP” or “outgoing mail”; those of Gmail, Orange, Free, "
                "La Poste and others are in docs/accounts.md."
            )
        )
    host = _answer(
        answers.host, _("Your provider's server for outgoing mail (SMTP)"), _host
    )
    if answers.security is None:
        _talk(
            _(
                "tls is the usual encryption, with port 465; starttls is the other "
                "one, with port 587; none is only for a server on this computer."
            )
        )
    is_starttls = answers.port == DEFAULT_PORTS[Security.STARTTLS]
    security = _answer(
        answers.security,
        _("Encryption"),
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
    return SmtpServer(
        host=host,
        port=port,
        security=security,
        username=username,
        auth=Auth.PASSWORD if username else Auth.NONE,
    )


def _talk(text: str) -> None:
    """Explain a question to the person who is asked, if there is one."""
    if prompts.is_terminal():
        talk()
        talk_wrapped(text)


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


def _new_name(text: str, existing: Accounts, file: Path) -> str:
    check_new_name(text, existing, file)
    return text


def _free_name(existing: Accounts) -> str:
    """Give `perso`, or if there is one already, `perso2` and so on."""
    names = (f"perso{number}" for number in count(2))
    return next(one for one in chain(["perso"], names) if one not in existing.by_name)


def _address(text: str) -> str:
    email = normalise_address(text)
    if email is None:
        raise UsageError(
            _("“{text}” is not an e-mail address").format(text=text)
            if text
            else _("An e-mail address is wanted here"),
            hint=_("It looks like camille@example.org"),
        )
    return email


def _host(text: str) -> str:
    if not text:
        raise UsageError(
            _("The name of a server is wanted here"),
            hint=_(
                "It is in your provider's help pages; docs/accounts.md has common ones"
            ),
        )
    if not is_host(text):
        raise UsageError(
            _("“{text}” is not the name of a server").format(text=text),
            hint=_(
                "It looks like smtp.example.org, without smtp:// and without a port"
            ),
        )
    return text


def _security(text: str, host: str) -> Security:
    usual = _("It is tls (also called SSL) with port 465, starttls with port 587")
    try:
        security = Security(_SSL.sub("tls", text.lower()))
    except ValueError as err:
        raise UsageError(
            _("“{text}” is not one of {choices}").format(
                text=text, choices=", ".join(Security)
            ),
            hint=usual,
        ) from err
    if security is Security.NONE and not is_loopback(host):
        raise UsageError(plaintext_refused(host), hint=usual)
    return security


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise UsageError(
        _("“{text}” is not a port").format(text=text),
        hint=_("It is 465 with tls and 587 with starttls"),
    )
