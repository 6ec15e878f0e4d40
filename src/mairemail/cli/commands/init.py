"""mairemail init: a new campaign's folder."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from mairemail.cli.screen import pad, show
from mairemail.language import _, interface_language


def init(
    *,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help=_("The folder to make."))
    ] = None,
    letter: Annotated[
        str | None,
        typer.Option("--letter", help=_("A letter to start from: see --list.")),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help=_("The letter's language: fr or en."))
    ] = None,
    is_list: Annotated[
        bool, typer.Option("--list", help=_("List the letters to start from."))
    ] = False,
) -> None:
    """Make a campaign's folder: settings, letter, list of contacts."""
    from mairemail.campaigns.scaffold import make_campaign
    from mairemail.errors import UsageError
    from mairemail.letters.forms_of_address import LANGUAGES
    from mairemail.letters.library import bundled_letters, find_letter

    if is_list:
        letters = bundled_letters()
        columns = max(len(one.name) for one in letters)
        for one in letters:
            show(f"{pad(one.name, columns)}  {one.title}")
        return
    if folder is None:
        raise UsageError(
            _("Which folder? None was named"),
            hint=_("For example: mairemail init my-letter"),
        )
    if lang is not None and lang not in LANGUAGES:
        raise UsageError(
            _("There are no letters in the language {lang}").format(lang=lang),
            hint=_("The languages are: {names}").format(names=", ".join(LANGUAGES)),
        )
    chosen = find_letter(letter, language=lang, otherwise=interface_language())
    for path in make_campaign(folder, chosen):
        show(str(path))
    show()
    show(_("Now put in your own letter and contacts, then:"))
    for command in (
        f"cd {shlex.quote(str(folder))}",
        "mairemail check",
        "mairemail preview",
    ):
        show(f"  {command}")
