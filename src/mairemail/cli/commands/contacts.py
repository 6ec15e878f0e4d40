"""mairemail contacts: lists of people to write to, made and looked after."""

import typer

from mairemail.cli.commands.contacts_find import find
from mairemail.language import _

contacts_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("Lists of people to write to: make them from open data."),
)
contacts_app.command(
    "find", help=_("Make a list of officials with their addresses from open data.")
)(find)
