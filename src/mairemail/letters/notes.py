"""Personal words: a paragraph that one official alone gets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from mairemail.contacts.address import comparison_key, normalise_address
from mairemail.contacts.contact import Contact
from mairemail.files import cannot_read
from mairemail.letters.letter import read_text

NOTES_FOLDER = "notes"
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
# "Madame la Maire," "Bonjour !" "Dear Mayor Hartley:" — longer lines are sentences.
_SALUTATION = re.compile(r".{1,80}[,!:][ \\]*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """
    The files of a campaign's folder `notes`.

    Attributes:
        by_key: The words for each contact, by its key.
        names: The file of each, by the contact's key.
        strays: Names of files that cannot be for anybody: no address, no `.md`, or a
            link out of the campaign's folder.
    """

    by_key: Mapping[str, str]
    names: Mapping[str, str]
    strays: tuple[str, ...]

    def given_to(self, contact: Contact, *, is_markdown: bool) -> Contact:
        """
        Give the contact with the words of its file in place of its cell `note`.

        In a Markdown letter they are Markdown, since they are the writer's own; a cell
        comes from a list, and is shown as it is.
        """
        text = self.by_key.get(contact.key) if self.by_key else None
        if not text:
            return contact
        words = Markup(text) if is_markdown else text  # noqa: S704 - Markdown of the letter's writer
        return replace(contact, cells={**contact.cells, "note": words})


def note_files(folder: Path) -> list[Path]:
    """Give the files below `notes`, sorted; hidden ones are none."""
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in files if path.is_file())


def key_of_note(path: Path) -> str | None:
    """Give the key of the contact a file is for, None where it can be for nobody."""
    is_inside = path.resolve().is_relative_to(path.parents[1].resolve())
    if path.suffix.lower() != ".md" or not is_inside:
        return None
    email = normalise_address(path.stem)
    return comparison_key(email) if email else None


def read_notes(folder: Path) -> Notes:
    """
    Read every `ADDRESS.md` of the folder, UTF-8; without a folder there is none.

    Raises:
        LetterError: One is not written in UTF-8, or far too large.
        MissingFileError: One cannot be read.
    """
    by_key: dict[str, str] = {}
    names: dict[str, str] = {}
    strays: list[str] = []
    for path in note_files(folder):
        name = f"{NOTES_FOLDER}/{path.name}"
        key = key_of_note(path)
        if key is None:
            strays.append(name)
            continue
        by_key[key] = _read(path, shown_as=name)
        names[key] = name
    return Notes(by_key=by_key, names=names, strays=tuple(strays))


def _read(path: Path, *, shown_as: str) -> str:
    try:
        return read_text(path, shown_as=shown_as).strip()
    except OSError as err:
        raise cannot_read(shown_as, err) from err


def placed(letter: str, note: str) -> str:
    """
    Give the letter with a note after the first paragraph below the salutation.

    Where the paragraph begins on the line after the salutation, they are one. Without a
    salutation, the first paragraph is the first.
    """
    paragraphs = list(_PARAGRAPH.finditer(letter)) if note else []
    if not paragraphs:
        return letter
    place = 0
    for number, paragraph in enumerate(paragraphs):
        first, _line_break, rest = paragraph[0].partition("\n")
        if _SALUTATION.fullmatch(first):
            place = number if rest else number + 1
            break
    end = paragraphs[min(place, len(paragraphs) - 1)].end()
    return f"{letter[:end]}\n\n{note.strip()}{letter[end:]}"
