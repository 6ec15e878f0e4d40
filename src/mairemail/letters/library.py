"""The letters a user starts from, shipped with the program."""

import re
from dataclasses import dataclass
from pathlib import Path

from mairemail.errors import UsageError
from mairemail.language import _
from mairemail.letters.forms_of_address import LANGUAGES

_PACKAGE = Path(__file__).parents[1]
_DEFAULT = {"fr": "quitter-x", "en": "leave-x"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledLetter:
    """A letter of the library: `name` is `fr/quitter-x`, `title` what it is about."""

    name: str
    language: str
    title: str
    path: Path


def shipped(folder: str) -> Path:
    """
    Give the place of `templates` or `examples`.

    In a wheel they lie inside the package, in a checkout beside `src`.
    """
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parents[1] / folder


def bundled_letters() -> list[BundledLetter]:
    """Give every letter of the library, sorted by name."""
    return [
        BundledLetter(
            name=f"{language}/{path.stem}",
            language=language,
            title=_title(path),
            path=path,
        )
        for language in sorted(LANGUAGES)
        for path in sorted((shipped("templates") / language).glob("*.md"))
    ]


def find_letter(
    name: str | None, *, language: str | None, otherwise: str
) -> BundledLetter:
    """
    Give the letter called `fr/quitter-x` or `quitter-x`.

    Args:
        name: None for the first letter of the language.
        language: The one it must be in, or None for any.
        otherwise: The language to prefer where nothing is said.

    Raises:
        UsageError: There is no such letter.
    """
    letters = bundled_letters()
    wanted = name or _DEFAULT[language or otherwise]
    found = [
        letter
        for letter in letters
        if wanted in {letter.name, letter.name.partition("/")[2]}
        and language in {None, letter.language}
    ]
    if not found:
        raise UsageError(
            _("There is no letter called {name}").format(
                name=f"{language}/{wanted}" if language else wanted
            ),
            hint=_("The letters are: {names}").format(
                names=", ".join(letter.name for letter in letters)
            ),
        )
    return next((one for one in found if one.language == otherwise), found[0])


def _title(path: Path) -> str:
    """Give the first line of the comment that a bundled letter begins with."""
    found = re.match(r"\{#-?\s*(.+)", path.read_text(encoding="utf-8"))
    return found[1].strip() if found else path.stem
