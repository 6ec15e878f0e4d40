"""Writes every bundled letter to invented people, as text."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from mairemail.letters.library import BundledLetter, bundled_letters
from tests.unit.material import compiled, contact_of, written

FOLDER = Path(__file__).parent
VALUES = {"first_letter_date": "2026-11-03"}
PEOPLE = {
    "fr": {
        "mayor-f": ("Mme", "Hélène", "Dubreuil", "Maire", "Villeneuve-sur-Seille"),
        "mayor-m": ("M.", "Yves", "Le Goff", "Maire", "Le Port-Joli"),
        "team": ("", "", "", "Équipe municipale", "Les Aulnes"),
        "councillor": (
            "Mme", "Samia", "Besson", "Conseillère municipale déléguée au numérique",
            "Aubenoy",
        ),
        "institution": ("", "", "", "Mairie, service communication", "La Roche-Belle"),
        "unknown": ("", "", "", "", ""),
    },
    "en": {
        "mayor-f": ("Ms", "Eleanor", "Hartley", "Mayor", "Riverbridge"),
        "mayor-m": ("Mr", "Owen", "Price", "Mayor", "Oldquay"),
        "team": ("", "", "", "Team of the mayor", "Elmfield"),
        "councillor": (
            "Ms", "Zoë", "Bishop", "Councillor for digital affairs", "Riverbridge",
        ),
        "institution": ("", "", "", "Town council", "Oldquay"),
        "unknown": ("", "", "", "", ""),
    },
}  # fmt: skip
_FIELDS = ("civility", "first_name", "last_name", "office", "commune")
_INCLUDE = re.compile(r'^\{# (\{% include "([^"]+)" %\}) #\}$', re.MULTILINE)


def golden_messages() -> Iterator[tuple[str, str]]:
    """Give the name of each file and what must stand in it."""
    for letter in bundled_letters():
        stem = letter.name.replace("/", "-")
        for person in PEOPLE[letter.language]:
            yield f"{stem}-{person}.txt", write_to(letter, person)
        if letter.arguments:
            text = with_arguments(letter)
            yield f"{stem}-arguments.txt", write_to(letter, "mayor-f", text=text)


def write_to(
    letter: BundledLetter, person: str, *, text: str | None = None, **cells: str
) -> str:
    """Give subject and body of the letter, or of `text`, the cells set or changed."""
    own = dict(zip(_FIELDS, PEOPLE[letter.language][person], strict=True)) | cells
    with TemporaryDirectory() as folder:
        found = written(
            compiled(
                Path(folder),
                text or letter.path.read_text(encoding="utf-8"),
                arguments={
                    one.path.name: one.path.read_text(encoding="utf-8")
                    for one in letter.arguments
                },
                language=letter.language,
                values=VALUES if person != "unknown" else {},
                is_typeset=True,
            ),
            contact_of(**own),
        )
    return f"Subject: {found.subject}\n\n{found.text}"


def with_arguments(letter: BundledLetter) -> str:
    """Give the letter with every argument switched on."""
    return _INCLUDE.sub(r"\1", letter.path.read_text(encoding="utf-8"))


def included(letter: BundledLetter) -> list[str]:
    """Give the paths of the arguments that the letter names, in its order."""
    text = letter.path.read_text(encoding="utf-8")
    return [name for _switched_on, name in _INCLUDE.findall(text)]
