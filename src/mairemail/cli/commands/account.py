"""mairemail account: the mailboxes one writes from."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.cli.screen import aligned, pad, show, show_json, talk, wrap
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
    from mairemail.accounts import settings
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
    account = new_account.complete(
        answers, existing=settings.read_accounts(config_folder())
    )
    settings.add_account(config_folder(), account)
    show(
        _("Account {name} added to {file}").format(
            name=account.name, file=settings.accounts_file(config_folder())
        )
    )
    _store_password(account)
    show(_("Try it: mairemail account test {name}").format(name=account.name))


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
    from mairemail.accounts.secrets import find_secret
    from mairemail.cli.prompts import secret_sources
    from mairemail.sending.connecting import open_connection

    account = _chosen(name)
    talk(
        _("Connecting to {host}:{port}…").format(
            host=account.smtp.host, port=account.smtp.port
        )
    )
    open_connection(
        account.smtp, secret=lambda: find_secret(account, secret_sources())
    ).quit()
    show(
        _("It works: {host} takes messages from {user}").format(
            host=account.smtp.host, user=account.smtp.username
        )
    )


@account_app.command(help=_("Take an account away, and its password."))
def remove(
    *,
    name: Annotated[
        str, typer.Argument(metavar=_("NAME"), help=_("The account to take away."))
    ],
) -> None:
    """Remove an account from accounts.toml and its password from the keyring."""
    from mairemail.accounts import secrets, settings
    from mairemail.cli.places import config_folder
    from mairemail.errors import CredentialError

    settings.remove_account(config_folder(), name)
    show(_("Account {name} removed").format(name=name))
    try:
        secrets.forget_secret(name)
    except secrets.NoKeyringError:
        return
    except CredentialError as err:
        talk(_("Its password may still be in the keyring: {reason}").format(
            reason=err.message
        ))  # fmt: skip


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


def _store_password(account: "Account") -> None:
    """Put a password into the keyring; the account is there with or without it."""
    from mairemail.accounts import secrets
    from mairemail.accounts.account import Auth
    from mairemail.errors import CredentialError

    if account.smtp.auth is Auth.NONE:
        return
    secret = _new_password(account)
    if secret is None:
        talk(_("No password stored: it will be asked for when you send"))
        return
    try:
        secrets.store_secret(account.name, secret)
    except CredentialError as err:
        talk(_("The password was not stored: {reason}").format(reason=err.message))
        talk(_("It will be asked for at each send. To be spared that:"))
        for line in wrap(err.hint or "", first="  → ", indent="    "):
            talk(line)
        return
    show(_("Its password is in the system keyring"))


def _new_password(account: "Account") -> "Secret | None":
    """Take the password from the person, the environment, or a line of a script."""
    from mairemail.accounts.secrets import Secret
    from mairemail.cli import prompts

    if value := os.environ.get("MAIREMAIL_PASSWORD"):
        return Secret(value)
    if prompts.is_terminal():
        return prompts.ask_password(account)
    line = sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
    return Secret(line) if line else None


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
