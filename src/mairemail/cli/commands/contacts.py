"""mairemail contacts: lists of officials from open data."""

import typer

from mairemail.cli.commands.contacts_update import update
from mairemail.language import _

contacts_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("Lists of officials, from the data that the State publishes."),
)
contacts_app.command(help=_("Download the newest official lists."))(update)


@contacts_app.callback()
def contacts() -> None:
    """Stand before the commands: Typer makes a lone command the whole program."""
