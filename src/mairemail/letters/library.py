"""The letters a user starts from, shipped with the program."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from mairemail.contacts.contact import Contact
from mairemail.errors import UsageError
from mairemail.language import _
from mairemail.letters.forms_of_address import LANGUAGES, Sender

_PACKAGE = Path(__file__).parents[1]
_DEFAULT = {"fr": "quitter-x", "en": "leave-x"}
_NOTE = re.compile(r"\{#(.*?)(?:\n\s*\n|#\})", re.DOTALL)
_OFFICES = {"fr": "Maire", "en": "Mayor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A paragraph a letter may take in."""

    path: Path
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledLetter:
    """
    A letter of the library.

    Attributes:
        name: `fr/quitter-x`.
        title: What it is about.
        readers: For whom it has words of their own.
        arguments: What lies in its folder `arguments`, sorted by name.
    """

    name: str
    language: str
    title: str
    readers: str
    path: Path
    arguments: tuple[Argument, ...]


def shipped(folder: str) -> Path:
    """
    Give the place of `templates` or `examples`.

    In a wheel they lie inside the package, in a checkout beside `src`.
    """
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parents[1] / folder


def bundled_letters() -> list[BundledLetter]:
    """Give every letter of the library, sorted by name: English before French."""
    return [
        _read(path, language)
        for language in sorted(LANGUAGES)
        for path in sorted((shipped("templates") / language).glob("*/letter.md"))
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


def length_of(letter: BundledLetter) -> int:
    """Count the words of the letter to a mayor, links and signature left out."""
    from mairemail.letters.letter import read_letter
    from mairemail.letters.rendering import CompiledLetter, Occasion, Rendered

    compiled = CompiledLetter(
        read_letter(letter.path, shown_as=letter.name),
        language=letter.language,
        occasion=Occasion(
            # Dashes, which are no words.
            sender=Sender(name="-", email="-"),
            today=datetime.date.min,
            campaign={},
            values={},
        ),
        is_typeset=False,
    )
    cells = {"email": "-", "office": _OFFICES[letter.language]}
    mayor = Contact(row=0, email="-", cells=cells, columns=frozenset(cells))
    rendered = compiled.render(mayor)
    words = rendered.text.split() if isinstance(rendered, Rendered) else []
    return sum("://" not in word and any(map(str.isalnum, word)) for word in words)


def _read(path: Path, language: str) -> BundledLetter:
    about = _about(path)
    return BundledLetter(
        name=f"{language}/{path.parent.name}",
        language=language,
        title=about.get("title", ""),
        readers=about.get("for", ""),
        path=path,
        arguments=tuple(
            _read_argument(one) for one in sorted(path.parent.glob("arguments/*.md"))
        ),
    )


def _read_argument(path: Path) -> Argument:
    return Argument(path=path, title=_about(path).get("title", ""))


def _about(path: Path) -> dict[str, str]:
    """Give the lines `title: …` of the note a file begins with, to its first gap."""
    found = _NOTE.match(path.read_text(encoding="utf-8"))
    pairs = (line.partition(":") for line in (found[1] if found else "").split("\n"))
    return {name.strip(): text.strip() for name, _colon, text in pairs}
