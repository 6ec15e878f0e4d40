"""mairemail init: a new campaign's folder."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.screen import pad, show, width_of, wrap
from mairemail.language import _, interface_language, ngettext

if TYPE_CHECKING:
    from mairemail.letters.library import Argument, BundledLetter


def init(
    *,
    folder: Annotated[
        Path | None, typer.Argument(metavar=_("DIR"), help=_("The folder to make."))
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
    from mairemail.letters.library import find_letter

    if is_list:
        show_letters()
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
    if chosen.arguments:
        _show_arguments(chosen.arguments)
    show(_("Now put in your own letter and contacts, then:"))
    for command in (
        f"cd {shlex.quote(str(folder))}",
        "mairemail check",
        "mairemail preview",
    ):
        show(f"  {command}")


def show_letters() -> None:
    """Show the letters to start from."""
    from mairemail.letters.library import bundled_letters

    for one in bundled_letters():
        _show_letter(one)


def _show_letter(letter: "BundledLetter") -> None:
    from mairemail.letters.library import length_of

    languages = {"en": _("in English"), "fr": _("in French")}
    words = length_of(letter)
    about = [
        languages[letter.language],
        ngettext("{count} word", "{count} words", words).format(count=words),
        _("for: {readers}").format(readers=letter.readers),
    ]
    if letter.arguments:
        count = len(letter.arguments)
        about.append(
            ngettext("{count} argument", "{count} arguments", count).format(count=count)
        )
    show("\n".join(wrap(f"{letter.name}  {letter.title}", indent="    ", first="")))
    show("\n".join(wrap(" · ".join(about), indent="    ")))


def _show_arguments(arguments: "tuple[Argument, ...]") -> None:
    columns = max(width_of(one.path.name) for one in arguments)
    show(_("Arguments to add; letter.md says how to switch one on:"))
    for one in arguments:
        show(f"  arguments/{pad(one.path.name, columns)}  {one.title}")
    show()
