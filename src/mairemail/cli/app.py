"""The commands, put together."""

from typing import Annotated

import typer

from mairemail.cli.commands.account import account_app
from mairemail.cli.commands.check import check
from mairemail.cli.commands.contacts import contacts_app
from mairemail.cli.commands.demo import demo
from mairemail.cli.commands.init import init
from mairemail.cli.commands.ledger import ledger_app
from mairemail.cli.commands.letters import letters_app
from mairemail.cli.commands.optout import optout_app
from mairemail.cli.commands.preview import preview
from mairemail.cli.commands.send import send
from mairemail.cli.commands.settle import settle
from mairemail.cli.commands.status import status
from mairemail.language import _

# What Typer looks up in our catalogue, named here so that the catalogue has it.
WORDS_OF_TYPER = (
    _("Arguments"),
    _("Commands"),
    _("Missing command."),
    _("No such command {name!r}."),
    _("Options"),
    _("default: {default}"),
    _("required"),
)

app = typer.Typer(
    name="mairemail",
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGS]..."),
    no_args_is_help=True,
    add_completion=False,
    # Help as plain text takes 83 ms, with rich 220 ms.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(help=_("Make a campaign's folder: settings, letter, list of contacts."))(
    init
)
app.command(help=_("Find what would go wrong. Sends nothing."))(check)
app.command(help=_("Show each message as its reader will see it. Sends nothing."))(
    preview
)
app.command(help=_("Show the plan, ask, send; never twice to anybody."))(send)
app.command(help=_("Show who has the letter, who refused it, what is in doubt."))(
    status
)
app.command(help=_("Say what became of messages in doubt."))(settle)
app.add_typer(contacts_app, name="contacts")
app.add_typer(letters_app, name="letters")
app.add_typer(optout_app, name="optout")
app.add_typer(ledger_app, name="ledger")
app.add_typer(account_app, name="account")
app.command(help=_("Play the whole way in a minute; nothing leaves this computer."))(
    demo
)


def _print_version(*, is_asked: bool) -> None:
    if is_asked:
        from mairemail import __version__
        from mairemail.cli.screen import show

        show(f"mairemail {__version__}")
        raise typer.Exit


@app.callback(
    help=_("Write to the people you elected: one letter, one list, one e-mail each.")
)
def program(
    *,
    is_version_asked: Annotated[
        bool,
        typer.Option("--version", is_eager=True, help=_("Show the version and exit.")),
    ] = False,
) -> None:
    """Take the options that stand before the command."""
    _print_version(is_asked=is_version_asked)
