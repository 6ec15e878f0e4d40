"""A letter looked over before there is a list."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mairemail.campaigns.enclosures import how_to_attach
from mairemail.campaigns.merge import Draft
from mairemail.checks.finding import Finding
from mairemail.checks.letter import letter_placeholders, letter_wording
from mairemail.checks.wording import wording_findings
from mairemail.contacts.address import Mailbox
from mairemail.contacts.contact import Contact, Severity
from mairemail.contacts.fields import FIELDS
from mairemail.files import is_ordinary
from mairemail.language import _
from mairemail.letters.forms_of_address import LANGUAGES, Sender
from mairemail.letters.letter import Letter, read_letter
from mairemail.letters.rendering import CompiledLetter, Occasion, Rendered
from mairemail.messages.message import Content

# Of about as many letters as a name or a town has.
_STAND_IN = "Villeneuve"
_MAYOR = {
    "email": "mairie@villeneuve.example",
    "civility": "Mme",
    "office": "Maire",
    "population": "1000",
}
# Left empty, as most lists leave them.
_EMPTY = {"cc", "language", "salutation", "closing", "note"}
_SENDER = Sender(
    name="Camille Martin",
    email="camille@association.example",
    postal_address="3 rue des Lilas, 35000 Rennes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLetter:
    """What was found, and the columns a list needs that are no known field."""

    findings: tuple[Finding, ...]
    columns: tuple[str, ...]


def check_letter(path: Path) -> CheckedLetter:
    """
    Find what can be found without contacts; no finding has a row.

    Subject and length are those of the letter to an invented mayor of whom everything
    is known; where a letter cannot be written so, nothing is said of them.

    Raises:
        MissingFileError, LetterError: The letter cannot be used.
    """
    letter = read_letter(path, shown_as=str(path))
    language = LANGUAGES[0]
    compiled = CompiledLetter(
        letter,
        language=language,
        occasion=Occasion(
            sender=_SENDER, today=datetime.date(2026, 1, 2), campaign={}, values={}
        ),
        is_typeset=False,
    )
    found = [
        *_of_files(letter, path.parent),
        *letter_placeholders(letter),
        *letter_wording(letter, language=language),
    ]
    known = {(one.code, one.message) for one in found}
    found += [
        replace(one, row=None)
        for one in _of_message(compiled)
        if (one.code, one.message) not in known
    ]
    columns = sorted(compiled.names - set(FIELDS))
    return CheckedLetter(findings=tuple(found), columns=tuple(columns))


def _of_files(letter: Letter, folder: Path) -> Iterator[Finding]:
    """Warn of files to attach that are not beside the letter."""
    for name, part in letter.headers:
        said = part.source
        is_attached = name.lower() == "attach" and "{" not in said
        if is_attached and not is_ordinary(folder / said):
            yield Finding(
                code="missing-attachment",
                severity=Severity.WARNING,
                row=None,
                message=_("{file}, line {line}: {path} is not there to attach").format(
                    file=letter.shown_as, line=part.line, path=said
                ),
                hint=how_to_attach(said, folder),
            )


def _of_message(compiled: CompiledLetter) -> list[Finding]:
    """Give what is to be said of subject and length of the letter to the mayor."""
    cells = dict.fromkeys(compiled.names - _EMPTY, _STAND_IN) | _MAYOR
    columns = frozenset(cells) | _EMPTY
    mayor = Contact(row=0, email=cells["email"], cells=cells, columns=columns)
    rendered = compiled.render(mayor)
    if not isinstance(rendered, Rendered):
        return []
    draft = Draft(
        contact=mayor,
        content=Content(
            to=Mailbox(email=mayor.email),
            subject=rendered.subject,
            text=rendered.text,
        ),
    )
    # What is to be filled in was looked for in every branch of the letter.
    found = wording_findings(draft, _SENDER)
    return [one for one in found if one.code != "placeholder"]
