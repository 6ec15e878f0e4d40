"""mairemail init: a new campaign's folder."""

import shlex
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mairemail.cli.screen import pad, printable, show, show_wrapped, width_of
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
    chosen = _chosen(letter, language=lang)
    for path in make_campaign(folder, chosen):
        show(printable(str(path)))
    show()
    show_wrapped(
        _("The letter is {name}: {title}").format(name=chosen.name, title=chosen.title)
    )
    if letter is None:
        show(_("There are others: mairemail init --list"))
    show()
    if chosen.arguments:
        _show_arguments(chosen.arguments)
    show_wrapped(_("Now put in your own letter and contacts, then:"))
    for command in (
        f"cd {shlex.quote(str(folder))}",
        "mairemail check",
        "mairemail preview",
    ):
        show(f"  {printable(command)}")


def _chosen(name: str | None, *, language: str | None) -> "BundledLetter":
    """
    Give the letter to start from.

    Raises:
        UsageError: There is none of that name; the nearest is in the hint.
    """
    from mairemail.errors import UsageError
    from mairemail.letters.library import bundled_letters, find_letter

    try:
        return find_letter(name, language=language, otherwise=interface_language())
    except UsageError as err:
        names = [
            one.name for one in bundled_letters() if language in {None, one.language}
        ]
        full_names = {one.partition("/")[2]: one for one in names}
        full_names |= {one: one for one in names}
        near = get_close_matches(name or "", full_names, n=1)
        if not near:
            raise
        raise UsageError(
            err.message,
            hint=_("Did you mean {name}? All of them: mairemail init --list").format(
                name=full_names[near[0]]
            ),
        ) from err


def show_letters() -> None:
    """Show the letters to start from, those in the interface's language first."""
    from mairemail.letters.library import bundled_letters

    ours = interface_language()
    for one in sorted(bundled_letters(), key=lambda letter: letter.language != ours):
        _show_letter(one)


def _show_letter(letter: "BundledLetter") -> None:
    from mairemail.letters.library import length_of

    languages = {"en": _("in English"), "fr": _("in French")}
    words = length_of(letter)
    about = [
        languages[letter.language],
        ngettext("{count} word", "{count} words", words).format(count=words),
    ]
    if letter.arguments:
        count = len(letter.arguments)
        about.append(
            ngettext("{count} argument", "{count} arguments", count).format(count=count)
        )
    show_wrapped(f"{letter.name}  {letter.title}", indent="    ", first="")
    show_wrapped(" · ".join(about), indent="    ")
    show_wrapped(_("for: {readers}").format(readers=letter.readers), indent="    ")


def _show_arguments(arguments: "tuple[Argument, ...]") -> None:
    columns = max(width_of(one.path.name) for one in arguments)
    show_wrapped(_("Arguments to add; letter.md says how to switch one on:"))
    for one in arguments:
        first = f"  arguments/{pad(one.path.name, columns)}  "
        show_wrapped(one.title, first=first, indent=" " * len(first))
    show()
