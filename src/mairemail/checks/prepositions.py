"""French prepositions typed by hand before a place, where its name decides the form."""

import re
from collections.abc import Iterator

from mairemail.checks.finding import Finding
from mairemail.contacts.contact import Severity
from mairemail.language import _
from mairemail.letters.letter import Letter
from mairemail.letters.own_words import without_notes

_FILTERS = {"à": "a", "de": "de", "d'": "de", "d’": "de", "dans": "dans"}
_CONTRACTED = {"au", "aux", "du", "des", "en"}
# A word, and a value with its first filter, if it has one.
_BEFORE_VALUE = re.compile(
    rf"(?<![\w'’-])({'|'.join(_FILTERS.keys() | _CONTRACTED)})\s*"
    r"\{\{-?\s*(\w+)\s*(?:\|\s*(\w+)[^{}]*)?-?\}\}",
    re.IGNORECASE,
)
# By what a column names, a place before which each of these words is wrong.
_WRONG_BEFORE = {
    "communes": "Le Havre", "departments": "Ain", "regions": "Hauts-de-France",
}  # fmt: skip


def bare_prepositions(letter: Letter) -> Iterator[Finding]:
    """Warn of each that a letter in French types, or says twice."""
    for name, part in (*letter.headers, ("subject", letter.body)):
        if name.lower() != "subject":
            continue
        source = without_notes(part.source)
        for found in _BEFORE_VALUE.finditer(source):
            said = _said(found)
            if said:
                problem, hint = said
                yield Finding(
                    code="bare-preposition",
                    severity=Severity.WARNING,
                    row=None,
                    message=_("{file}, line {line}: {reason}").format(
                        file=letter.shown_as,
                        line=part.line_at(source, found.start()),
                        reason=problem,
                    ),
                    hint=hint,
                )


def _said(found: re.Match[str]) -> tuple[str, str] | None:
    """Give what is wrong and what to do, None where it is no place or nothing is."""
    from mairemail.letters.french import place_kind

    word, name, own_filter = found.groups()
    kind = place_kind(name)
    if kind is None:
        return None
    words = " ".join(found[0].split())
    as_written = " | capitalize" if word[0].isupper() else ""
    if own_filter in _FILTERS.values():
        return (
            _("“{words}” says the preposition twice").format(words=words),
            _("Write {example} alone, without another preposition").format(
                example=f"{{{{ {name} | {own_filter}{as_written} }}}}"
            ),
        )
    right = _FILTERS.get(word.lower())
    if own_filter or right is None:
        return None
    space = "" if word[-1] in "'’" else " "
    return (
        _("“{words}” gives “{wrong}”").format(
            words=words, wrong=f"{word}{space}{_WRONG_BEFORE[kind]}"
        ),
        _("Write {example} in its place: it brings the preposition with it").format(
            example=f"{{{{ {name} | {right}{as_written} }}}}"
        ),
    )
