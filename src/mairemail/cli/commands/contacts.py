"""mairemail contacts: lists of officials, looked at before they are written to."""

import typer

from mairemail.cli.commands.contacts_diff import diff
from mairemail.language import _

contacts_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("Lists of officials: what is in them, what changed."),
)
contacts_app.command(help=_("Show who came, who left, whose address changed."))(diff)
