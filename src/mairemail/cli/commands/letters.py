"""mairemail letters: the letters to start from, and one's own looked over."""

from pathlib import Path
from typing import Annotated

import typer

from mairemail.cli.options import JsonOption
from mairemail.cli.screen import show, show_json, talk_wrapped
from mairemail.language import _

letters_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
    help=_("Letters to start from, and your own looked over."),
)


@letters_app.command("list", help=_("List the letters to start from."))
def list_() -> None:
    """Show the title, language, readers and length of each."""
    from mairemail.cli.commands.init import show_letters

    show_letters()


@letters_app.command(help=_("Look a letter over, without contacts. Sends nothing."))
def check(
    *,
    file: Annotated[
        Path, typer.Argument(metavar=_("FILE"), help=_("The letter, .md or .txt."))
    ],
    as_json: JsonOption = False,
) -> None:
    """Find what can be found in a letter alone; exit with 1 if there is an error."""
    from mairemail.checks.letter_alone import check_letter
    from mairemail.cli.words import findings
    from mairemail.contacts.contact import Severity
    from mairemail.errors import MissingFileError

    try:
        checked = check_letter(file)
    except MissingFileError as err:
        raise MissingFileError(
            err.message, hint=_("Give the name of your letter's file, as in letter.md")
        ) from err
    code = 1 if any(one.severity is Severity.ERROR for one in checked.findings) else 0
    if as_json:
        for finding in checked.findings:
            show_json(findings.as_json(finding))
        raise typer.Exit(code)
    for line in findings.lines_of(checked.findings):
        show(line)
    if checked.findings:
        show()
    show(findings.counted(checked.findings))
    for name in checked.columns:
        talk_wrapped(_("It needs a column called {name}").format(name=name))
    raise typer.Exit(code)
