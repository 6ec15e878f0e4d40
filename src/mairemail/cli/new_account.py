"""What a new account needs, asked where it was not given."""

from dataclasses import dataclass

from mairemail.accounts.account import (
    DEFAULT_PORTS,
    Account,
    Auth,
    Security,
    SmtpServer,
    default_pace,
    is_loopback,
)
from mairemail.accounts.settings import Accounts, check_account_name, plaintext_refused
from mairemail.cli import prompts
from mairemail.contacts.address import normalise_address
from mairemail.errors import UsageError
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender


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
        UsageError: An answer cannot be, or is missing and nobody can be asked.
    """
    name = _given(answers.name, _("A name for this account, one word"), "perso")
    check_account_name(name)
    if name in existing.by_name:
        raise UsageError(
            _("There is an account called {name} already").format(name=name),
            hint=_("Take it away first: mairemail account remove {name}").format(
                name=name
            ),
        )
    email = _address(answers.email or prompts.ask(_("Your e-mail address")))
    identity = Sender(
        name=_given(answers.full_name, _("Your name, for the signature"), ""),
        email=email,
        postal_address=_given(
            answers.postal_address, _("Your postal address, for the signature"), ""
        ),
    )
    host = answers.host or prompts.ask(
        _("Your provider's server for outgoing mail (SMTP)")
    )
    security = _security(answers)
    if security is Security.NONE and not is_loopback(host):
        raise UsageError(
            plaintext_refused(host), hint=_("Use --security tls or --security starttls")
        )
    port = _port(answers, security)
    username = _given(answers.username, _("Login"), email)
    server = SmtpServer(
        host=host.strip(),
        port=port,
        security=security,
        username=username,
        auth=Auth.PASSWORD if username else Auth.NONE,
    )
    return Account(name=name, identity=identity, smtp=server, pace=default_pace(server))


def _security(answers: Answers) -> Security:
    """Take what was said, or what goes with the port; TLS where nothing tells."""
    is_starttls = answers.port == DEFAULT_PORTS[Security.STARTTLS]
    usual = Security.STARTTLS if is_starttls else Security.TLS
    text = _given(answers.security, _("Encryption: tls, starttls or none"), usual)
    try:
        return Security(text.lower())
    except ValueError as err:
        raise UsageError(
            _("“{text}” is not one of {choices}").format(
                text=text, choices=", ".join(Security)
            ),
            hint=_("Your provider's help pages tell: tls is the usual one"),
        ) from err


def _port(answers: Answers, security: Security) -> int:
    if answers.port:
        return answers.port
    text = _given(None, _("Port"), str(DEFAULT_PORTS[security]))
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise UsageError(
        _("“{text}” is not a port").format(text=text),
        hint=_("It is 465 with tls and 587 with starttls"),
    )


def _address(text: str) -> str:
    email = normalise_address(text.strip())
    if email is None:
        raise UsageError(
            _("“{text}” is not an e-mail address").format(text=text),
            hint=_("It looks like camille@example.org"),
        )
    return email


def _given(answer: str | None, question: str, default: str) -> str:
    """Give the answer, else what the person says, else the default."""
    if answer is not None:
        return answer.strip()
    return prompts.ask(question, default=default) if prompts.is_terminal() else default
