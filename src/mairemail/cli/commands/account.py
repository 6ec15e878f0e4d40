"""mairemail account: the mailboxes one writes from."""

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.cli.screen import (
    aligned,
    pad,
    show,
    show_error,
    show_json,
    show_wrapped,
    talk,
    talk_wrapped,
)
from mairemail.language import _

if TYPE_CHECKING:
    from mairemail.accounts.account import Account
    from mairemail.accounts.secrets import Secret

account_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("The mailboxes you write from."),
)
_LONGEST_LINE = 1 << 16
NameArgument = Annotated[
    str | None,
    typer.Argument(
        metavar=_("NAME"), help=_("The account's name: a word of your own.")
    ),
]


@account_app.command(help=_("Add a mailbox; what is not given as an option is asked."))
def add(
    *,
    name: NameArgument = None,
    email: Annotated[
        str | None, typer.Option("--email", help=_("Your e-mail address."))
    ] = None,
    full_name: Annotated[
        str | None, typer.Option("--name", help=_("Your name, for the signature."))
    ] = None,
    postal_address: Annotated[
        str | None,
        typer.Option(
            "--postal-address", help=_("Your postal address, for the signature.")
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option("--host", help=_("Your provider's server for outgoing mail.")),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help=_("The server's port.")),
    ] = None,
    security: Annotated[
        str | None,
        typer.Option(
            "--security",
            help=_("tls (port 465), starttls (587), or none (this computer)."),
        ),
    ] = None,
    username: Annotated[
        str | None,
        typer.Option("--username", help=_("The login; default: the address.")),
    ] = None,
) -> None:
    """Add a mailbox and store its password in the system keyring."""
    from mairemail.accounts import editing, settings
    from mairemail.cli import new_account
    from mairemail.cli.places import config_folder

    answers = new_account.Answers(
        name=name,
        email=email,
        full_name=full_name,
        postal_address=postal_address,
        host=host,
        port=port,
        security=security,
        username=username,
    )
    file = settings.accounts_file(config_folder())
    existing = settings.read_accounts(config_folder())
    try:
        account = new_account.complete(answers, existing=existing, file=file)
        secret = _new_password(account)
    except (KeyboardInterrupt, typer.Abort):
        talk()
        talk(_("Nothing was saved."))
        raise typer.Exit(130) from None
    editing.add_account(config_folder(), account)
    show_wrapped(
        _("Account {name} added to {file}").format(name=account.name, file=file)
    )
    if secret is not None:
        _keep(account, secret)
    show_wrapped(_("Try it: mairemail account test {name}").format(name=account.name))


@account_app.command("list", help=_("List your accounts."))
def list_(*, as_json: JsonOption = False) -> None:
    """List the accounts; the default one is marked."""
    from mairemail.accounts.settings import read_accounts
    from mairemail.cli.places import config_folder

    accounts = read_accounts(config_folder())
    if as_json:
        for name, account in accounts.by_name.items():
            is_default = name == accounts.default
            email = account.identity.email
            show_json({"name": name, "email": email, "default": is_default})
        return
    if not accounts.by_name:
        show(_("No account yet. Add one: mairemail account add"))
    columns = max((len(name) for name in accounts.by_name), default=0)
    for name, account in accounts.by_name.items():
        mark = "*" if name == accounts.default else " "
        show(f"{mark} {pad(name, columns)}  {account.identity.email}")
    if len(accounts.by_name) > 1:
        talk(_("*: sends where no account is named"))


@account_app.command(
    "show", help=_("Show what is known of an account, but its password.")
)
def show_(*, name: NameArgument = None) -> None:
    """Show an account's settings and where its password comes from."""
    from mairemail.accounts.settings import accounts_file
    from mairemail.cli.places import config_folder
    from mairemail.cli.words.accounts import rows_of

    account = _chosen(name)
    file = accounts_file(config_folder())
    for line in aligned(
        rows_of(account, password=_password_source(account), file=str(file))
    ):
        show(line)


@account_app.command("test", help=_("Connect, log in, and quit. Sends nothing."))
def try_(*, name: NameArgument = None) -> None:
    """Try the account's server and password."""
    from mairemail.accounts.secrets import Secret, find_secret
    from mairemail.cli import prompts
    from mairemail.errors import CredentialError
    from mairemail.sending.connecting import open_connection

    account = _chosen(name)
    smtp = account.smtp
    typed: list[Secret] = []
    stored: list[Secret] = []

    def ask(account: "Account") -> Secret:
        typed.append(prompts.ask_password(account))
        return typed[-1]

    sources = prompts.secret_sources()
    if sources.ask:
        sources = replace(sources, ask=ask)

    def find() -> Secret:
        secret = find_secret(account, sources)
        if not (typed or sources.from_environment or smtp.password_command):
            stored.append(secret)
        return secret

    talk(_("Connecting to {host}:{port}…").format(host=smtp.host, port=smtp.port))
    try:
        open_connection(smtp, secret=find).quit()
    except CredentialError as err:
        if not (stored and sources.ask):
            raise
        show_error(err)
        talk_wrapped(_("That was the password kept in the keyring. Another one?"))
        open_connection(smtp, secret=lambda: ask(account)).quit()
    show_wrapped(
        _("It works: {host} takes messages from {user}").format(
            host=smtp.host, user=smtp.username
        )
    )
    if typed:
        _offer_to_keep(account, typed[-1])


def _offer_to_keep(account: "Account", secret: "Secret") -> None:
    """Ask whether a password that was typed and worked goes into the keyring."""
    from mairemail.accounts.account import Auth
    from mairemail.accounts.secrets import keyring_trouble
    from mairemail.cli import prompts

    # A token is good for an hour.
    if account.smtp.auth is not Auth.PASSWORD or keyring_trouble():
        return
    if prompts.ask_yes(_("Keep the password in the system keyring?")):
        _keep(account, secret)


@account_app.command(help=_("Take an account away, and its password."))
def remove(
    *,
    name: Annotated[
        str, typer.Argument(metavar=_("NAME"), help=_("The account to take away."))
    ],
) -> None:
    """Remove an account from accounts.toml and its password from the keyring."""
    from mairemail.accounts import editing, secrets
    from mairemail.cli.places import config_folder
    from mairemail.errors import CredentialError

    editing.remove_account(config_folder(), name)
    try:
        had_password = secrets.forget_secret(name)
    except secrets.NoKeyringError:
        had_password = False
    except CredentialError as err:
        had_password = False
        talk_wrapped(
            _("Its password may still be in the keyring: {reason}").format(
                reason=err.message
            )
        )
    text = (
        _("Account {name} removed, and its password taken out of the keyring")
        if had_password
        else _("Account {name} removed")
    )
    show_wrapped(text.format(name=name))


def _chosen(name: str | None) -> "Account":
    from mairemail.accounts.settings import choose_account, read_accounts
    from mairemail.cli.places import config_folder
    from mairemail.errors import ConfigurationError

    account = choose_account(read_accounts(config_folder()), name)
    if account is None:
        raise ConfigurationError(
            _("There is no account yet"), hint=_("Add one: mairemail account add")
        )
    return account


def _keep(account: "Account", secret: "Secret") -> None:
    """Put a password into the keyring, or say why it cannot be and what else can."""
    from mairemail.accounts import secrets
    from mairemail.errors import CredentialError

    try:
        secrets.store_secret(account.name, secret)
    except CredentialError as err:
        talk_wrapped(
            _("The password was not kept: {reason}").format(reason=err.message)
        )
        talk_wrapped(_("It will be asked for each time. To be spared that:"))
        talk_wrapped(err.hint or "", first="  → ", indent="    ")
        return
    show(_("Its password is in the system keyring"))


def _new_password(account: "Account") -> "Secret | None":
    """
    Take the password from the environment, the person, or a line of a script.

    None where none is used or given, or where it could not be kept.
    """
    from mairemail.accounts.account import Auth
    from mairemail.accounts.secrets import Secret
    from mairemail.cli import prompts

    if account.smtp.auth is Auth.NONE:
        return None
    if value := os.environ.get("MAIREMAIL_PASSWORD"):
        return Secret(value)
    if prompts.is_terminal():
        return _typed_password(account)
    line = _piped_line()
    if not line:
        talk(_("No password was given: it will be asked for each time"))
    return Secret(line) if line else None


def _piped_line() -> str:
    """
    Give the first line of standard input.

    Raises:
        CredentialError: It is longer than any password, or holds a NUL (RFC 4616 2).
    """
    from mairemail.errors import CredentialError

    line = sys.stdin.readline(_LONGEST_LINE) if sys.stdin else ""
    if "\0" in line or len(line) == _LONGEST_LINE:
        raise CredentialError(
            _("What comes on standard input is no password"),
            hint=_("Nothing was saved. Its first line must be the password"),
        )
    return line.rstrip("\r\n")


def _typed_password(account: "Account") -> "Secret | None":
    """Say where the password will be kept, and ask for it if it can be."""
    from mairemail.accounts.secrets import keyring_trouble
    from mairemail.cli import prompts

    talk()
    if trouble := keyring_trouble():
        talk_wrapped(
            _(
                "{reason}. So the password cannot be kept, and mairemail asks for it "
                "each time."
            ).format(reason=trouble.message)
        )
        talk_wrapped(trouble.hint or "", first="  → ", indent="    ")
        return None
    talk_wrapped(
        _(
            "The password is kept in this computer's keyring and nowhere else. Gmail, "
            "Yahoo, iCloud and some others want an app password in its place, made in "
            "the settings of your mailbox: docs/accounts.md"
        )
    )
    return prompts.ask_password(account)


def _password_source(account: "Account") -> str:
    from mairemail.accounts.account import Auth
    from mairemail.accounts.secrets import NoKeyringError, is_stored
    from mairemail.errors import CredentialError

    if account.smtp.auth is Auth.NONE:
        return _("none is used")
    if os.environ.get("MAIREMAIL_PASSWORD"):
        return _("from MAIREMAIL_PASSWORD")
    if account.smtp.password_command:
        return _("from the command {command}").format(
            command=account.smtp.password_command[0]
        )
    try:
        found = is_stored(account.name)
    except NoKeyringError:
        return _("asked for each time: this computer has no system keyring")
    except CredentialError as err:
        return _("asked for each time: {reason}").format(reason=err.message)
    return _("in the system keyring") if found else _("asked for each time")
