"""mairemail contacts: lists of officials, looked at, made and compared."""

import typer

from mairemail.cli.commands.contacts_diff import diff
from mairemail.cli.commands.contacts_find import find
from mairemail.cli.commands.contacts_import import check, import_
from mairemail.cli.commands.contacts_update import update
from mairemail.language import _

contacts_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("Lists of officials: find them, make them clean, compare them."),
)
contacts_app.command(
    help=_("Make a list of officials with their addresses from open data.")
)(find)
contacts_app.command(help=_("Download the newest official lists."))(update)
contacts_app.command(help=_("Show what a table holds and what import would repair."))(
    check
)
contacts_app.command("import", help=_("Write a clean list of contacts from a table."))(
    import_
)
contacts_app.command(help=_("Show who came, who left, whose address changed."))(diff)
