"""accounts.toml: read whole, checked whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mairemail.accounts.account import (
    DEFAULT_PORTS,
    Account,
    Auth,
    Security,
    SmtpServer,
    is_host,
)
from mairemail.accounts.pace import default_pace, read_pace
from mairemail.configuration import Section, read_toml
from mairemail.contacts.address import normalise_address
from mairemail.errors import ConfigurationError, UsageError
from mairemail.files import is_there
from mairemail.language import _
from mairemail.letters.forms_of_address import Sender

_NAME = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """All accounts of a user and the name of the default one, if there is any."""

    default: str | None
    by_name: Mapping[str, Account]


def accounts_file(config_folder: Path) -> Path:
    """Give the place of accounts.toml."""
    return config_folder / "accounts.toml"


def read_accounts(config_folder: Path) -> Accounts:
    """
    Read accounts.toml; without the file there are no accounts.

    Raises:
        ConfigurationError: The file says something that cannot be; all of it at once.
    """
    path = accounts_file(config_folder)
    if not is_there(path):
        return Accounts(default=None, by_name={})
    way_out = _(
        "Correct {file}, or set it aside under another name and begin anew: mairemail "
        "account add"
    ).format(file=path)
    data = read_toml(path, shown_as=str(path), hint=way_out)
    problems: list[str] = []
    top = Section(data, "", problems)
    default = top.text("default")
    entries = top.section("accounts")
    top.refuse_others()
    accounts = {}
    for name in entries.names():
        if not name.isprintable():
            entries.complain(name, _("must be one line"))
        account = _read_account(name, entries.section(name))
        if account:
            accounts[name] = account
    if default and default not in entries.names():
        problems.append(
            _("default: there is no account called {name}").format(name=default)
        )
    if problems:
        raise ConfigurationError(
            _("{file} cannot be used").format(file=path),
            problems=problems,
            hint=way_out,
        )
    return Accounts(default=default or next(iter(accounts), None), by_name=accounts)


def _read_account(name: str, entry: Section) -> Account | None:
    identity = read_identity(entry, is_email_required=True)
    smtp = entry.section("smtp")
    security = smtp.choice("security", Security, default=Security.TLS)
    server = SmtpServer(
        host=smtp.text("host", is_required=True),
        port=smtp.port("port", default=DEFAULT_PORTS[security]),
        security=security,
        username=smtp.text("username") or identity.email,
        auth=smtp.choice("auth", Auth, default=Auth.PASSWORD),
        password_command=smtp.texts("password_command"),
        ca_file=smtp.text("ca_file") or None,
    )
    if server.host and not is_host(server.host):
        smtp.complain("host", _("must be the name of a server: “smtp.example.org”"))
    elif security is Security.NONE and server.host and not server.is_loopback:
        smtp.complain("security", plaintext_refused(server.host))
    smtp.refuse_others()
    usual = default_pace(is_loopback=server.is_loopback)
    pace = read_pace(entry.section("pace"), usual)
    entry.refuse_others()
    if not identity.email or not server.host:
        return None
    return Account(name=name, identity=identity, smtp=server, pace=pace)


def read_identity(entry: Section, *, is_email_required: bool = False) -> Sender:
    """Read the keys of a sender; those not given are empty."""
    text = entry.text("email", is_required=is_email_required)
    email = normalise_address(text) if text else ""
    if email is None:
        entry.complain(
            "email", _("“{text}” is not an e-mail address").format(text=text)
        )
    return Sender(
        name=entry.text("name"),
        email=email or "",
        postal_address=entry.text("postal_address"),
        phone=entry.text("phone"),
        association_number=entry.text("association_number"),
    )


def plaintext_refused(host: str) -> str:
    """Say why a server elsewhere is never spoken to without encryption."""
    return _(
        "a password and a letter never travel unencrypted: “none” is only for a server "
        "on this computer, and {host} is not"
    ).format(host=host)


def choose_account(accounts: Accounts, name: str | None) -> Account | None:
    """
    Give the account called `name`, or the default one, or None where there is none.

    Raises:
        ConfigurationError: There is no account of that name.
    """
    if name is None:
        return accounts.by_name[accounts.default] if accounts.default else None
    if name not in accounts.by_name:
        raise ConfigurationError(
            _("There is no account called {name}").format(name=name),
            hint=_("Your accounts: {names}").format(names=", ".join(accounts.by_name))
            if accounts.by_name
            else _("There is none yet. To add one: mairemail account add"),
        )  # fmt: skip
    return accounts.by_name[name]


def check_account_name(name: str) -> None:
    """
    Hold account names to what can stand bare in TOML and in a shell.

    Raises:
        UsageError: It has other characters than letters, digits, `-` and `_`.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("“{name}” cannot be the name of an account").format(name=name),
            hint=_("Use letters without accents, digits, - and _ : perso, asso"),
        )


def check_new_name(name: str, existing: Accounts, file: Path) -> None:
    """
    Hold the name of a new account to one that can be and is free.

    Raises:
        UsageError: It cannot be, or there is one of that name in the file.
    """
    check_account_name(name)
    if name in existing.by_name:
        raise UsageError(
            _("There is an account called {name} already").format(name=name),
            hint=_(
                "Take another name. To change that account: {file}; to keep its "
                "password: mairemail account test {name}"
            ).format(file=file, name=name),
        )
